//! Parameters, byte for byte as they stand in the request.

use chrono::{NaiveDate, TimeZone, Utc};
use kitchen_sink::types::{Course, Hue, MenuFilter};
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

fn hue() -> Hue {
    Hue::new().r(100).g(200).b(150)
}

#[tokio::test]
async fn every_style_of_a_path_is_written_as_its_table_says() -> Outcome {
    let server = Server::always(reply(204)).await;
    let params = client(&server).params();
    params.simple_path("blue", "blue", WORDS, WORDS, hue(), hue()).send().await?;
    params.label_path("blue", "blue", WORDS, WORDS, hue(), hue()).send().await?;
    params.matrix_path("blue", "blue", WORDS, WORDS, hue(), hue()).send().await?;
    let targets: Vec<_> = server.seen().into_iter().map(|request| request.target).collect();
    let expected = [
        "/params/simple/blue/blue/blue,black,brown/blue,black,brown/R,100,G,200,B,150/R=100,G=200,B=150",
        "/params/label/.blue/.blue/.blue,black,brown/.blue.black.brown/.R,100,G,200,B,150/.R=100.G=200.B=150",
        concat!(
            "/params/matrix/;text=blue/;textExploded=blue/;list=blue,black,brown",
            "/;listExploded=blue;listExploded=black;listExploded=brown/;hue=R,100,G,200,B,150/;R=100;G=200;B=150"
        ),
    ];
    assert_eq!(targets, expected);
    Ok(())
}

#[tokio::test]
async fn no_value_changes_the_structure_of_a_path() -> Outcome {
    let server = Server::always(reply(204)).await;
    let params = client(&server).params();
    params.matrix_path("a;b=c", "d/e", ["f,g", "?"], ["#"], Hue::new().r(1), Hue::new().g(-2)).send().await?;
    let expected =
        "/params/matrix/;text=a%3Bb%3Dc/;textExploded=d%2Fe/;list=f%2Cg,%3F/;listExploded=%23/;hue=R,1/;G=-2";
    assert_eq!(server.last().target, expected);
    params.label_path("a.b", "c", ["d.e"], ["f.g"], Hue::new().r(1), Hue::new().r(1)).send().await?;
    assert_eq!(server.last().target, "/params/label/.a.b/.c/.d.e/.f.g/.R,1/.R=1", "a dot cannot be encoded");
    // Nothing is left of an empty list, and without it the path is another one.
    let none: [&str; 0] = [];
    assert!(params.simple_path("a", "b", none, ["c"], hue(), hue()).send().await.is_err());
    assert!(params.simple_path("a", "b", ["c"], ["d"], Hue::new(), hue()).send().await.is_err());
    Ok(())
}

#[tokio::test]
async fn other_separators_are_what_the_document_says() -> Outcome {
    let server = Server::always(reply(204)).await;
    let search = client(&server).params().delimited_query();
    search.clone().spaced(WORDS).piped(WORDS).send().await?;
    assert_eq!(server.last().query(), Some("spaced=blue%20black%20brown&piped=blue%7Cblack%7Cbrown"));
    search.clone().spaced_hue(hue()).piped_hue(hue()).send().await?;
    let expected = "spacedHue=R%20100%20G%20200%20B%20150&pipedHue=R%7C100%7CG%7C200%7CB%7C150";
    assert_eq!(server.last().query(), Some(expected));
    search.clone().spaced_exploded(["a", "b"]).piped_exploded(["a", "b"]).send().await?;
    let expected = "spacedExploded=a&spacedExploded=b&pipedExploded=a&pipedExploded=b";
    assert_eq!(server.last().query(), Some(expected));
    let none: [&str; 0] = [];
    search.spaced(none).piped(none).send().await?;
    assert_eq!(server.last().query(), None);
    Ok(())
}

#[tokio::test]
async fn objects_are_pairs_brackets_or_commas() -> Outcome {
    let server = Server::always(reply(204)).await;
    let params = client(&server).params();
    params.form_query("a").hue(hue()).hue_joined(hue()).send().await?;
    assert_eq!(server.last().query(), Some("text=a&R=100&G=200&B=150&hueJoined=R,100,G,200,B,150"));
    params.delimited_query().deep(hue()).send().await?;
    assert_eq!(server.last().query(), Some("deep%5BR%5D=100&deep%5BG%5D=200&deep%5BB%5D=150"));
    let filter = MenuFilter::new().name("a&b").courses(vec![Course::Main, Course::Dessert]);
    params.delimited_query().filter(filter).send().await?;
    let expected = "filter%5Bname%5D=a%26b&filter%5Bcourses%5D=main&filter%5Bcourses%5D=dessert";
    assert_eq!(server.last().query(), Some(expected));
    Ok(())
}

#[tokio::test]
async fn reserved_characters_stay_where_they_may() -> Outcome {
    let server = Server::always(reply(204)).await;
    let search = client(&server).params().special_query();
    search.clone().route("cellar/rack?row=2").routes(["a/b", "c:d"]).send().await?;
    assert_eq!(server.last().query(), Some("route=cellar/rack?row=2&routes=a/b,c:d"));
    // What would be another parameter, or the end of the query, does not stay.
    search.route("a&b#c d+e").send().await?;
    assert_eq!(server.last().query(), Some("route=a%26b%23c%20d%2Be"));
    Ok(())
}

#[tokio::test]
async fn a_parameter_may_stand_without_a_value() -> Outcome {
    let server = Server::always(reply(204)).await;
    client(&server).params().special_query().dry("").send().await?;
    assert_eq!(server.last().query(), Some("dry="));
    client(&server).params().special_query().send().await?;
    assert_eq!(server.last().query(), None);
    Ok(())
}

#[tokio::test]
async fn json_in_a_query_is_json() -> Outcome {
    let server = Server::always(reply(204)).await;
    let filter = MenuFilter::new().name("a b").courses(vec![Course::Main]).max_price(5);
    client(&server).params().special_query().query(filter).note("n=1").send().await?;
    let json = "%7B%22name%22%3A%22a%20b%22%2C%22courses%22%3A%5B%22main%22%5D%2C%22maxPrice%22%3A5%7D";
    assert_eq!(server.last().query(), Some(format!("query={json}&note=n%3D1").as_str()));
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
    let ask =
        ask.x_courses(vec![Course::Main, Course::Dessert]).accept_language("de").x_hue(hue()).x_hue_exploded(hue());
    ask.x_filter(MenuFilter::new().name("x")).send().await?;
    let request = server.only();
    assert_eq!(request.target, "/params/headers");
    let expected = [
        ("x-text", "ladle, large"),
        ("x-number", "-3"),
        ("x-list", "blue,black,brown"),
        ("x-list-exploded", "blue,black,brown"),
        ("x-courses", "main,dessert"),
        ("accept-language", "de"),
        ("x-hue", "R,100,G,200,B,150"),
        ("x-hue-exploded", "R=100,G=200,B=150"),
        ("x-filter", r#"{"name":"x"}"#),
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
    let request = server.last();
    assert_eq!(request.header("cookie"), Some("table=window%3B%20x%3D1; seats=4; course=main"));
    assert_eq!((request.header("table"), request.query()), (None, None));
    client(&server).params().cookies("t").list(["a", "b;c"]).hue(hue()).send().await?;
    assert_eq!(server.last().header("cookie"), Some("table=t; list=a,b%3Bc; hue=R,100,G,200,B,150"));
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
