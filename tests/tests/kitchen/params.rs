//! Parameters, byte for byte as they stand in the request.

use chrono::{NaiveDate, TimeZone, Utc};
use kitchen_sink::types::Course;
use uuid::Uuid;

use crate::server::{Server, reply};
use crate::{Outcome, client};

const WORDS: [&str; 3] = ["blue", "black", "brown"];

#[tokio::test]
async fn scalars_in_the_path_are_encoded_and_share_a_segment() -> Outcome {
    let server = Server::always(reply(204)).await;
    client(&server).params().path_scalars(-7, Uuid::from_u128(1), Course::Main).send().await?;
    assert_eq!(server.last().target, "/params/shelves/-7/boxes/00000000-0000-0000-0000-000000000001.main");

    client(&server).params().shared("a/b?c#d%e f+ü").send().await?;
    assert_eq!(server.last().target, "/params/shared/a%2Fb%3Fc%23d%25e%20f%2B%C3%BC");
    Ok(())
}

#[tokio::test]
async fn a_path_that_would_lead_elsewhere_is_not_sent() -> Outcome {
    let server = Server::always(reply(204)).await;
    for id in ["", ".", ".."] {
        let error = client(&server).params().shared(id).send().await.unwrap_err();
        assert!(error.to_string().contains("kitchenId"), "{error}");
    }
    assert!(server.seen().is_empty());
    Ok(())
}

#[tokio::test]
async fn lists_are_pairs_or_commas_as_the_document_says() -> Outcome {
    let server = Server::always(reply(204)).await;
    let search = client(&server).params().form_query("a b&c=d");
    search.clone().list(WORDS).list_joined(WORDS).send().await?;
    assert_eq!(
        server.last().query(),
        Some("text=a%20b%26c%3Dd&list=blue&list=black&list=brown&listJoined=blue,black,brown")
    );

    // What looks like structure in a value is none.
    search.clone().list(["a&b", "c,d"]).list_joined(["a&b", "c,d"]).send().await?;
    assert_eq!(server.last().query(), Some("text=a%20b%26c%3Dd&list=a%26b&list=c%2Cd&listJoined=a%26b,c%2Cd"));

    let courses = vec![Course::Starter, Course::Unknown("late night".into())];
    search.courses(courses.clone()).courses_joined(courses).send().await?;
    assert_eq!(
        server.last().query(),
        Some("text=a%20b%26c%3Dd&courses=starter&courses=late%20night&coursesJoined=starter,late%20night")
    );
    Ok(())
}

#[tokio::test]
async fn what_is_not_set_is_not_sent_not_even_a_default() -> Outcome {
    let server = Server::always(reply(204)).await;
    client(&server).params().scalar_query(NaiveDate::from_ymd_opt(2026, 3, 1).unwrap()).send().await?;
    let request = server.only();
    assert_eq!(request.target, "/params/scalars?day=2026-03-01");
    assert_eq!((request.method.as_str(), request.body.len()), ("GET", 0));
    assert_eq!((request.header("content-type"), request.header("content-length")), (None, None));
    Ok(())
}

#[tokio::test]
async fn scalars_of_every_type_are_written_as_json_would() -> Outcome {
    let server = Server::always(reply(204)).await;
    let search = client(&server).params().scalar_query(NaiveDate::from_ymd_opt(2026, 3, 1).unwrap());
    let search = search
        .since(Utc.with_ymd_and_hms(2026, 1, 2, 3, 4, 5).unwrap())
        .id(Uuid::from_u128(0xAB))
        .fresh(false)
        .limit(5)
        .weight(0.1)
        .big(u64::MAX)
        .course(Course::Dessert)
        .filter_name("x")
        .type_("t")
        .send_("s");
    search.send().await?;
    assert_eq!(
        server.last().query(),
        Some(concat!(
            "day=2026-03-01&since=2026-01-02T03%3A04%3A05Z&id=00000000-0000-0000-0000-0000000000ab&fresh=false&limit=5",
            "&weight=0.1&big=18446744073709551615&course=dessert&filter%5Bname%5D=x&type=t&send=s"
        ))
    );
    Ok(())
}

#[tokio::test]
async fn the_last_value_that_is_set_counts() -> Outcome {
    let server = Server::always(reply(204)).await;
    client(&server)
        .params()
        .form_query("a")
        .list(["x"])
        .list_joined(["x"])
        .list(["y"])
        .list_joined(["y"])
        .send()
        .await?;
    assert_eq!(server.last().query(), Some("text=a&list=y&listJoined=y"));
    client(&server).params().headers("a").x_number(1).x_number(2).send().await?;
    assert_eq!(server.last().header("x-number"), Some("2"));
    client(&server).params().cookies("a").seats(1).seats(2).send().await?;
    assert_eq!(server.last().header("cookie"), Some("table=a; seats=2"));
    Ok(())
}

#[tokio::test]
async fn headers_are_headers() -> Outcome {
    let server = Server::always(reply(204)).await;
    let ask = client(&server).params().headers("ladle, large").x_number(-3).x_list(WORDS).x_list_exploded(WORDS);
    ask.x_courses(vec![Course::Main, Course::Dessert]).accept_language("de").send().await?;
    let request = server.only();
    assert_eq!(request.target, "/params/headers");
    let expected = [
        ("x-text", "ladle, large"),
        ("x-number", "-3"),
        ("x-list", "blue,black,brown"),
        ("x-list-exploded", "blue,black,brown"),
        ("x-courses", "main,dessert"),
        ("accept-language", "de"),
    ];
    for (name, value) in expected {
        assert_eq!(request.header(name), Some(value), "{name}");
    }
    Ok(())
}

#[tokio::test]
async fn a_header_cannot_smuggle_another() -> Outcome {
    let server = Server::always(reply(204)).await;
    let error = client(&server).params().headers("a\r\nX-Evil: 1").send().await.unwrap_err();
    assert!(error.to_string().contains("X-Text") && !error.to_string().contains("Evil"), "{error}");
    assert!(server.seen().is_empty());
    Ok(())
}

#[tokio::test]
async fn cookies_are_one_cookie_header_and_no_headers_of_their_own() -> Outcome {
    let server = Server::always(reply(204)).await;
    client(&server).params().cookies("window; x=1").seats(4).course(Course::Main).send().await?;
    let request = server.only();
    assert_eq!(request.header("cookie"), Some("table=window%3B%20x%3D1; seats=4; course=main"));
    assert_eq!((request.header("table"), request.query()), (None, None));
    Ok(())
}

#[tokio::test]
async fn an_operation_redefines_a_parameter_of_its_path() -> Outcome {
    let server = Server::always(reply(204)).await;
    client(&server).params().shared("k").trace(true).x_branch("b").send().await?;
    let request = server.only();
    assert_eq!((request.target.as_str(), request.header("x-branch")), ("/params/shared/k?trace=true", Some("b")));
    Ok(())
}
