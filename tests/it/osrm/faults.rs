//! A server that is down, broken, slow or somebody else's.

use super::fake::{Asked, Fake, Reply, table};
use super::{Places, ask, limits};
use callboard::travel::osrm::{Limits, OsrmError};
use serde_json::{Value, json};
use std::net::TcpListener;
use std::time::{Duration, Instant};

/// Asks for three places; expects words in the error and a number of tries.
fn check(reply: impl Fn(&Asked) -> Reply + Send + 'static, words: &str, tries: usize) {
    check_within(reply, &limits(), words, tries);
}

fn check_within(
    reply: impl Fn(&Asked) -> Reply + Send + 'static,
    limits: &Limits,
    words: &str,
    tries: usize,
) {
    let fake = Fake::start(reply);
    let begin = Instant::now();
    let error = ask(&fake.url, &Places::new(3), limits).expect_err(words);
    let said = error.to_string();
    assert!(said.contains(words), "no `{words}` in `{said}`");
    assert!(said.contains("; ") && !said.ends_with('.'), "no way out in `{said}`");
    assert_eq!(fake.asked().len(), tries, "{said}");
    assert!(begin.elapsed() < Duration::from_secs(8), "{said}: {:?}", begin.elapsed());
}

fn text(status: u16, text: &str) -> impl Fn(&Asked) -> Reply + Send + use<> {
    let text = text.to_owned();
    move |_| Reply::Text(status, text.clone())
}

/// An answer in good order with one thing put wrong.
fn spoilt(key: &'static str, value: Value) -> impl Fn(&Asked) -> Reply + Send {
    move |asked| {
        let mut answer = table(asked);
        answer[key] = value.clone();
        Reply::Text(200, answer.to_string())
    }
}

#[test]
fn a_server_that_is_not_there_is_named() {
    // Would break: nobody learns that osrm-routed was not started.
    let port =
        TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a port").port();
    let url = format!("http://127.0.0.1:{port}");
    let said = ask(&url, &Places::new(2), &limits()).expect_err("nobody is there").to_string();
    assert!(said.starts_with(&format!("{url} cannot be asked: connection refused")), "{said}");
    assert!(said.ends_with("start osrm-routed there, or name the address where it runs"), "{said}");
}

#[test]
fn what_passes_is_asked_again() {
    // Would break: a server that restarts in the middle of a large table costs the whole table; or
    // a broken one is asked for ever.
    let stumbles: [fn() -> Reply; 3] = [
        || Reply::Text(500, "oops".to_owned()),
        || Reply::Bytes(Vec::new()),
        || Reply::Bytes(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{\"code\":".to_vec()),
    ];
    for stumble in stumbles {
        let fake = Fake::start(move |asked| match asked.number {
            0 | 1 => stumble(),
            _ => Reply::Text(200, table(asked).to_string()),
        });
        ask(&fake.url, &Places::new(3), &limits()).expect("the third try succeeds");
        assert_eq!(fake.asked().len(), 3);
    }
    check(text(503, "busy"), "answers HTTP 503; see the server's log", 3);
    check(|_| Reply::Bytes(Vec::new()), "cannot be asked: the connection breaks off", 3);
}

#[test]
fn refusals_are_passed_on_with_a_way_out() {
    // Would break: what OSRM says is swallowed, or the coordinate it means cannot be found.
    let said = |code, message| json!({ "code": code, "message": message }).to_string();
    let big = said("TooBig", "Too many table coordinates");
    check(text(400, &big), "osrm refuses with TooBig: Too many table coordinates; start osrm", 1);
    let lost = said("NoSegment", "Could not find a matching segment for coordinate 2");
    check(text(400, &lost), "for coordinate 2; check lat and lon of place p2", 1);
    let odd = said("NoSegment", "Could not find a matching segment for coordinate 99");
    check(text(400, &odd), "check lat and lon of the places", 1);
    let service = said("InvalidService", "Service table not found!\u{1b}[31m");
    check(text(400, &service), "not found! [31m; name the address of an osrm-routed, with", 1);
    check(text(400, r#"{"code":"NoTable"}"#), "refuses with NoTable; see the server's log", 1);
    check(text(404, "<html>"), "answers HTTP 404; name the address of an osrm-routed", 1);
}

#[test]
fn customers_are_not_carried_elsewhere() {
    // Would break: a redirection sends the customers' coordinates to a server that nobody named.
    let other = Fake::good();
    let head = format!("HTTP/1.1 301 X\r\nLocation: {}/table\r\n", other.url);
    let moved = format!("{head}Content-Length: 0\r\n\r\n");
    let reply = move |_: &Asked| Reply::Bytes(moved.clone().into_bytes());
    check(reply, "answers HTTP 301; it sends elsewhere, name that address", 1);
    assert_eq!(other.asked().len(), 0);
}

/// A server that knows no road for some pairs of the longitudes asked about.
fn torn(none: fn(usize, usize) -> bool) -> Fake {
    Fake::start(move |asked| {
        let mut answer = table(asked);
        let place = |k: usize| ((asked.lon_lat[k].0 - 9.5) * 8000.0).round() as usize;
        for (r, from) in asked.sources.iter().enumerate() {
            for (c, to) in asked.destinations.iter().enumerate() {
                if none(place(*from), place(*to)) {
                    answer["durations"][r][c] = Value::Null;
                    answer["distances"][r][c] = Value::Null;
                }
            }
        }
        Reply::Text(200, answer.to_string())
    })
}

#[test]
fn places_without_a_road_are_named() {
    // Would break: a customer on an island is planned with a drive of no time at all.
    let check = |none, count, expected: &str| {
        let fake = torn(none);
        let error = ask(&fake.url, &Places::new(count), &limits()).expect_err(expected);
        assert!(matches!(error, OsrmError::NoRoad(_)), "{error:?}");
        let said = error.to_string();
        assert!(said.contains(expected), "no `{expected}` in `{said}`");
    };
    check(|f, t| (f, t) == (2, 1), 3, "from place p2 to place p1; check where these two lie");
    check(
        |f, t| (f == 117) != (t == 117),
        130,
        "from place p0 to place p117, nor for 257 more pairs, all of them from or to place p117;",
    );
    check(|f, t| f + t == 3, 4, "from place p0 to place p3, nor for 3 more pairs; check where");
}

#[test]
fn places_off_the_roads_are_told_about() {
    // Would break: an address located in another country is planned as if it lay at the border.
    let fake = Fake::start(|asked| {
        let mut answer = table(asked);
        for (r, from) in asked.sources.iter().enumerate() {
            let metres = if asked.lon_lat[*from].0 > 9.5124 { 1_234.5 } else { 1_000.0 };
            answer["sources"][r]["distance"] = json!(metres);
        }
        Reply::Text(200, answer.to_string())
    });
    let table = ask(&fake.url, &Places::new(102), &limits()).expect("a table");
    let far: Vec<&str> = table.far.iter().map(|far| far.name.as_str()).collect();
    assert_eq!(far, ["p100", "p101"], "each is told once, though it is in many blocks");
    assert_eq!(table.far[0].metres, 1_235);
    let said = table.far[0].to_string();
    assert!(said.starts_with("place p100 lies 1235 m from the nearest road"), "{said}");
}

#[test]
fn a_server_may_have_no_distances() {
    // Would break: times of an older server cannot be used where nobody is paid by the kilometre.
    let silent = Fake::start(|asked| {
        let mut answer = table(asked);
        answer.as_object_mut().expect("an object").remove("distances");
        Reply::Text(200, answer.to_string())
    });
    let refusing = Fake::start(|asked| {
        if asked.distances {
            let said = json!({ "code": "NotImplemented", "message": "no distances" });
            return Reply::Text(400, said.to_string());
        }
        Reply::Text(200, table(asked).to_string())
    });
    for (fake, tries) in [(silent, 9), (refusing, 10)] {
        let table = ask(&fake.url, &Places::new(130), &limits()).expect("times");
        assert_eq!(table.metres, None);
        assert!(table.millis[0][1] > 0);
        assert_eq!(fake.asked().len(), tries, "distances are refused once");
    }
}

#[test]
fn answers_that_do_not_fit_are_refused() {
    // Would break: half a table, or another server's, becomes travel times.
    check(text(200, r#"{"code":"Ok","durations":[[0,1"#), "no travel table: the text ends", 1);
    check(text(200, "<html>welcome</html>"), "something that is no travel table", 1);
    check(text(200, r#"{"code":"Ok"}"#), "it has no durations", 1);
    let rows = json!([[0, 1, 1], [1, 0, 1]]);
    check(spoilt("durations", rows), "durations has 2 rows, not 3", 1);
    let columns = json!([[0, 1, 1], [1, 0], [1, 1, 0]]);
    check(spoilt("distances", columns), "a row of distances has 2 columns, not 3", 1);
    let negative = json!([[0, 1, 1], [1, 0, -3.5], [1, 1, 0]]);
    check(spoilt("durations", negative), "-3.5 in its durations", 1);
    let endless = json!([[0, 1, 1], [1, 0, 2_147_484], [1, 1, 0]]);
    check(spoilt("durations", endless), "2147484 in its durations", 1);
    let words = json!([[0, 1, 1], [1, 0, "far"], [1, 1, 0]]);
    check(spoilt("durations", words), "something that is no travel table", 1);
    let half = json!([[0, 1, 1], [1, 0, null], [1, 1, 0]]);
    check(spoilt("distances", half), "a time without a distance from place p1 to place p2", 1);
    check(spoilt("sources", json!([{}])), "1 sources for 3", 1);
}

#[test]
fn no_answer_holds_us_up() {
    // Would break: a broken server fills the memory, or the night job waits for it until morning.
    let head = b"HTTP/1.1 200 OK\r\n\r\n".to_vec();
    let body = head.clone();
    check(move |_| Reply::Endless(body.clone()), "more than 1048576 bytes", 1);
    check(|_| Reply::Endless(b"HTTP/1.1 200 OK\r\nX: ".to_vec()), "does not answer in HTTP", 1);
    check(|_| Reply::Bytes(b"220 mail.example ready\r\n\r\n".to_vec()), "does not answer in", 1);
    let brief = Limits { call: Duration::from_millis(300), ..limits() };
    let pause = Duration::from_millis(40);
    let words = "gave no answer within 0.3 s";
    check_within(move |_| Reply::Drip(head.clone(), pause), &brief, words, 1);
    check_within(move |_| Reply::Drip(Vec::new(), 20 * pause), &brief, words, 1);
}

#[test]
fn what_cannot_be_asked_is_not_asked() {
    // Would break: a server is flooded, or answers InvalidQuery without naming the place.
    let fake = Fake::good();
    let error = ask(&fake.url, &Places::new(2_501), &limits()).expect_err("too many");
    let said = error.to_string();
    assert!(said.contains("2501 places") && said.contains("at most 2500"), "{said}");
    for degrees in [f64::NAN, 90.5, f64::INFINITY] {
        let mut places = Places::new(3);
        places.lat_lon[1].0 = degrees;
        let error = ask(&fake.url, &places, &limits()).expect_err("no coordinate");
        assert!(error.to_string().starts_with("place p1: "), "{error}");
    }
    assert_eq!(fake.asked().len(), 0);
}
