//! A program that was written against the first version of the API, and uses everything that it had.

use shop::api::orders::{GetOrder, Orders};
use shop::types::{NewOrder, Order, Payment, Status};
use shop::{Client, Error, Options};

/// The client, with every setting that the API had.
pub fn connect(key: &str) -> Result<Client, Error> {
    Client::builder().key(key).base_url("https://test.shop.example").build()
}

/// Calls of every operation, their results with the types that they had.
pub async fn calls(client: &Client) -> Result<(), Error> {
    let orders: Orders = client.orders();
    let all: Vec<Order> = orders.list().status(Status::Open).send().await?;
    let get: GetOrder = orders.get("1", "EUR");
    let one: Order = get.clone().with_options(Options::new()).send().await?;
    let response = get.response().await?;
    let same: &Order = response.body();
    let made: Order = orders.create(NewOrder::new("lamp", 2).note("by hand")).send().await?;
    orders.delete("1").send().await?;
    for order in all.iter().chain([&one, same, &made]) {
        println!("{}: {} {}", order.id, status(&order.status), payment(&order.payment));
        println!("{}", order.note.as_deref().unwrap_or("no note"));
    }
    Ok(())
}

/// What an error says, from the body that the API documents.
pub async fn title(client: &Client) -> String {
    match client.orders().get("1", "EUR").send().await {
        Ok(order) => order.id,
        Err(error) if error.is_not_found() => "none".to_owned(),
        Err(Error::Api(error)) => error.body().map_or_else(String::new, |problem| problem.title.clone()),
        Err(error) => error.to_string(),
    }
}

fn status(status: &Status) -> &str {
    match status {
        Status::Open => "open",
        Status::Paid => "paid",
        other => other.as_str(),
    }
}

fn payment(payment: &Payment) -> &str {
    match payment {
        Payment::Card(card) => &card.digits,
        Payment::Cash(_) => "cash",
        _ => "another way",
    }
}
