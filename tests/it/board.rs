//! A plan as a page: whole, safe, and true to the plan.

mod html;

use crate::desk::Desk;
use crate::verify::good_plans;
use callboard::board::{Frame, page};
use callboard::verify::parse_plan;
use callboard::wire::plan::{Plan, Stop, VisitStop};
use callboard::wire::text::parse_duration;
use html::Element;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

fn file(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    fs::read(path).unwrap_or_else(|e| panic!("{name}: {e}"))
}

/// A plan that has one of everything that a page can show, without most coordinates.
fn one_of_everything() -> Plan {
    parse_plan(&file("tests/it/cli/plan.json")).expect("a plan")
}

fn good_plan(name: &str) -> Plan {
    let found = good_plans().into_iter().find(|(n, ..)| n == name).expect("an instance");
    parse_plan(&found.2).expect("a plan")
}

fn visits(plan: &Plan) -> impl Iterator<Item = &VisitStop> {
    plan.routes.iter().flat_map(|route| route.stops.iter().filter_map(Stop::visit))
}

/// Reads the page of a plan and holds what is true of every page.
fn check(plan: &Plan) -> Vec<Element> {
    let page = page(plan, &Frame::default());
    let elements = html::read(&page);
    for word in ["http:", "https:", "url(", "@import", "//cdn", "fetch("] {
        assert!(!page.contains(word), "a page of a plan loads nothing, but has {word}");
    }
    for element in &elements {
        let handler = element.attributes.keys().find(|key| key.starts_with("on"));
        assert_eq!(handler, None, "{element:?}");
        assert!(!element.attributes.contains_key("src"), "{element:?}");
        let href = element.get("href");
        assert!(href.is_empty() || href.starts_with('#') || href == "data:,", "{element:?}");
    }
    let scripts = elements.iter().filter(|e| e.name == "script").count();
    assert_eq!(scripts, 1, "the page's own script is the only one");
    let text = &elements[0].text;
    let left = plan.unassigned.iter().map(|job| &job.job);
    let jobs = visits(plan).map(|visit| &visit.job).chain(left);
    for job in jobs.chain(plan.set_aside.iter().map(|job| &job.job)) {
        assert!(text.contains(job.as_str()), "{job} is not on the page");
    }
    elements
}

fn with_class<'a>(elements: &'a [Element], class: &'a str) -> impl Iterator<Item = &'a Element> {
    elements.iter().filter(move |e| e.is(class))
}

/// `left` and `width` of a bar in per cent.
fn place(bar: &Element) -> (f64, f64) {
    // What hangs together has the colour of its edges behind them.
    let numbers = bar.get("style").split(';').take(2).map(|part| {
        let number = part.split(':').nth(1).expect("a value").trim_end_matches('%');
        number.parse().expect("a number")
    });
    let numbers: Vec<f64> = numbers.collect();
    (numbers[0], numbers[1])
}

/// The labels of the hours, day by day one after the other.
fn hours(elements: &[Element]) -> Vec<&str> {
    let is_mark = |e: &&Element| {
        let style = e.get("style");
        e.name == "span" && e.get("class").is_empty() && style.starts_with("left:")
    };
    elements.iter().filter(is_mark).map(|mark| mark.text.as_str()).collect()
}

#[test]
fn every_plan_has_a_page() {
    // Would break: some rule's plan gives a page that is torn, loads something, or lacks a job.
    let plans = good_plans();
    assert!(plans.len() > 10);
    for (name, _, text) in plans {
        let plan = parse_plan(&text).unwrap_or_else(|f| panic!("{name}: {f:?}"));
        check(&plan);
    }
    check(&one_of_everything());
}

#[test]
fn the_demo_day_is_shown_as_planned() {
    // Would break: a bar or a stop stands where the crew is not.
    let plan = Desk::read(file("instances/demo/day.json")).plan(50);
    let elements = check(&plan);
    let mut bars = with_class(&elements, "w");
    let first = visits(&plan).next().expect("a visit");
    let bar = bars.find(|bar| bar.get("title").starts_with(&format!("1. {}", first.job)));
    let bar = bar.expect("a bar of the first visit");
    assert_eq!(hours(&elements)[0], "07");
    let clock = |time: &str| -> f64 {
        let part = |at: usize| time[at..at + 2].parse::<f64>().expect("two digits");
        part(11) + part(14) / 60.0 + part(17) / 3600.0
    };
    let expected = (clock(&first.start) - 7.0) / 12.0 * 100.0;
    assert!((place(bar).0 - expected).abs() < 0.02, "{bar:?} begins at {expected} %");
    let stops = elements.iter().filter(|e| e.name == "circle").count();
    assert_eq!(stops, visits(&plan).count(), "one stop on the map for each visit");
    let text = &elements[0].text;
    for said in ["nobody holds boiler level 2", "Costs by rule", "preferred-crew", "install-1"] {
        assert!(text.contains(said), "{said}");
    }
}

#[test]
fn hostile_text_stays_text() {
    // Would break: an id from outside runs a script in a coordinator's browser, or hides another.
    let mut plan = one_of_everything();
    let evil = "\"><script>alert(1)</script><img src=x onerror='alert(2)'>&lt;";
    let turned = "a\u{202e}b\u{0}c\u{1b}[31m\u{2066}";
    let long = "x".repeat(100_000);
    plan.routes[0].crew = evil.to_owned();
    plan.routes[1].crew = long.clone();
    plan.routes[1].date = "</style>".to_owned();
    plan.routes[2].start = "soon".to_owned();
    plan.routes[2].end = "9999-12-31T23:59:59+00:00".to_owned();
    plan.places[0].lat = Some(1e300);
    plan.places[1].address = Some(evil.to_owned());
    plan.currency = evil.to_owned();
    plan.time_zone = "</title>".to_owned();
    plan.costs[0].rule = evil.to_owned();
    plan.costs[0].amount = i64::MIN;
    plan.unassigned[0].job = turned.to_owned();
    plan.unassigned[0].summary = evil.to_owned();
    for stop in plan.routes[0].stops.iter_mut() {
        if let Stop::Visit(visit) = stop {
            visit.job = evil.to_owned();
        }
    }
    let frame = Frame { title: evil.to_owned(), state: turned.to_owned(), ..Frame::default() };
    let page = page(&plan, &frame);
    let elements = html::read(&page);
    assert!(elements[0].text.contains(evil), "it is still there to be read");
    assert!(elements[0].text.contains("a?b?c?[31m?"));
    let names = |name: &str| elements.iter().filter(|e| e.name == name).count();
    assert_eq!((names("script"), names("img"), names("style")), (1, 0, 1));
    let control = |c: char| c.is_control() && c != '\n';
    assert!(!page.contains(control) && !page.contains(['\u{202e}', '\u{2066}']));
    assert!(page.len() < 200_000, "a long id is cut: {} bytes", page.len());
}

#[test]
fn prices_and_the_way_of_the_cost_are_drawn() {
    // Would break: the page of a plan hides how far it is from the bound, or which hour is short.
    let mut plan = one_of_everything();
    assert!(!check(&plan).iter().any(|e| e.is("way") || e.is("worth")));
    let mut value = serde_json::to_value(&plan).expect("a plan is JSON");
    value["prices"] = serde_json::json!({"bound": 140_000, "skills": [],
        "shifts": [{"date": "2026-12-08", "crew": "<b>", "shift": "s", "perShift": 90,
            "perHour": 10}]});
    value["trace"] = serde_json::json!([{"work": 0, "cost": 300_000, "bound": null},
        {"work": 900, "cost": 147_205, "bound": null},
        {"work": 1000, "cost": 147_205, "bound": 140_000}]);
    plan = parse_plan(value.to_string().as_bytes()).expect("a plan");
    let elements = check(&plan);
    let worth = with_class(&elements, "worth").next().expect("a list of prices");
    let line = "one more shift like that of <b> on 2026-12-08, Tuesday is worth up to 0.90 USD";
    assert!(worth.text.contains(line), "{}", worth.text);
    let way = with_class(&elements, "way").next().expect("a drawing");
    assert!(way.text.contains("moves per lane") && way.text.contains("lower bound"));
    let drawn = |colour: &str| elements.iter().filter(|e| e.get("stroke") == colour).count();
    assert_eq!((drawn("#0072b2"), drawn("#d55e00")), (2, 2), "a line each, and its sign");
    plan.trace.pop();
    assert!(!check(&plan).iter().any(|e| e.is("way")), "no bound, no drawing");
}

#[test]
fn an_empty_plan_says_so() {
    // Would break: a plan that serves nobody gives a page that looks broken, or none.
    let mut plan = one_of_everything();
    plan.routes.clear();
    plan.places.clear();
    plan.costs.clear();
    let elements = check(&plan);
    let text = &elements[0].text;
    assert!(text.contains("No crew has a route in this plan."), "{text}");
    assert!(text.contains("Plan without routes"));
    assert_eq!(with_class(&elements, "day").count(), 0);
}

#[test]
fn places_without_coordinates_are_named_not_drawn() {
    // Would break: crews are drawn somewhere in the sea, or a stop is missing without a word.
    let mut plan = one_of_everything();
    for (lat, lon) in [(None, Some(1.0)), (Some(91.0), Some(0.0)), (Some(0.0), Some(-181.0))] {
        plan.places.iter_mut().for_each(|place| (place.lat, place.lon) = (lat, lon));
        let elements = check(&plan);
        let text = &elements[0].text;
        let said = "no map: the plan gives no coordinates for the places of this day";
        assert_eq!(text.matches(said).count(), 2, "{text}");
        assert!(!elements.iter().any(|e| e.name == "circle"));
    }
    let some = check(&one_of_everything());
    assert!(some[0].text.contains("not on the map: the plan gives no coordinates"));
}

#[test]
fn nights_and_clock_changes_keep_their_length() {
    // Would break: an hour that the clock passes twice or not at all bends every bar after it.
    let mut plan = one_of_everything();
    let late = plan.routes.iter_mut().find(|route| route.date == "2026-12-09");
    for stop in &mut late.expect("a night").stops {
        if let Stop::Visit(visit) = stop {
            visit.end = "2026-12-10T00:15:00-08:00".to_owned();
            visit.departure = visit.end.clone();
        }
    }
    let night = check(&plan);
    let bar = with_class(&night, "w").find(|e| e.get("title").contains("+1"));
    let (left, width) = place(bar.expect("a bar past midnight"));
    assert!(left + width <= 100.0 && width > 0.0, "{left} {width}");
    assert!(hours(&night).ends_with(&["23", "00", "01"]), "{:?}", hours(&night));
    for (name, marks) in [("clocks-go-back", ["01", "01"]), ("clocks-go-forward", ["01", "03"])] {
        let plan = good_plan(name);
        let elements = check(&plan);
        let shown = hours(&elements);
        assert!(shown.windows(2).any(|pair| pair == marks), "{name}: {shown:?}");
        let (mut span, mut drawn) = (0.0, 0.0);
        for element in &elements {
            if element.is("gantt") {
                span = element.get("style")[4..].parse().expect("hours");
            } else if element.is("w") && !element.get("title").is_empty() {
                drawn += place(element).1 / 100.0 * span;
            }
        }
        let lengths = plan.routes.iter().map(|route| parse_duration(&route.work));
        let worked = lengths.map(|ms| ms.expect("a duration")).sum::<i64>() as f64 / 3_600_000.0;
        assert!((drawn - worked).abs() < 0.01, "{name}: {drawn} h drawn, {worked} h worked");
    }
}

#[test]
fn linked_visits_can_be_told() {
    // Would break: the second crew of a job does not see that somebody waits for it.
    let plan = good_plan("two-crews");
    let elements = check(&plan);
    let bars: Vec<&Element> =
        with_class(&elements, "linked").filter(|e| e.get("title").contains("together")).collect();
    assert!(bars.len() >= 2, "{bars:?}");
    let whole = bars.iter().any(|bar| bar.text.ends_with(" 1/2") && bar.is("w"));
    assert!(whole, "{bars:?}");
    assert!(elements[0].text.contains("visit 1 of 2"));
}

#[test]
fn a_frame_adds_to_the_page() {
    // Would break: the service cannot say that a plan is still being solved, or cannot refresh it.
    let head = Some(maud::html! { meta name="refresh" content="5"; });
    let nav = Some(maud::html! { a href="#day-0" { "today" } });
    let state = "SOLVING, best so far".to_owned();
    let title = "Tuesday & co".to_owned();
    let frame = Frame { title, state, head, nav, ..Frame::default() };
    let elements = html::read(&page(&one_of_everything(), &frame));
    let title = elements.iter().find(|e| e.name == "h1").expect("a title");
    assert_eq!(title.text, "Tuesday & co");
    let state = elements.iter().find(|e| e.get("role") == "status").expect("a state");
    assert_eq!(state.text, "SOLVING, best so far");
    assert!(elements.iter().any(|e| e.get("name") == "refresh"));
    assert!(elements.iter().any(|e| e.name == "nav" && e.text == "today"));
    // What the service may load is for the service to say.
    assert!(!elements.iter().any(|e| !e.get("http-equiv").is_empty()));
}

#[test]
fn a_large_plan_stays_usable() {
    // Would break: the plan of a large company gives a page that no browser wants to open.
    let seed = Desk::read(file("instances/demo/day.json")).plan(20);
    let mut plan = seed.clone();
    plan.routes.clear();
    for n in 0..2000 {
        let mut route = seed.routes[n % seed.routes.len()].clone();
        route.crew = format!("crew-{:03}", n % 100);
        for (k, stop) in route.stops.iter_mut().enumerate() {
            if let Stop::Visit(visit) = stop {
                visit.job = format!("job-{n:04}-{k}");
            }
        }
        let day = format!("2026-12-{:02}", 7 + n / 100);
        let mut text = serde_json::to_string(&route).expect("a route is JSON");
        text = text.replace("2026-12-07", &day);
        plan.routes.push(serde_json::from_str(&text).expect("a route"));
    }
    let jobs = visits(&plan).count();
    assert!(jobs >= 5000, "{jobs} jobs");
    let begin = Instant::now();
    let page = page(&plan, &Frame::default());
    let took = begin.elapsed();
    let per_job = page.len() / jobs;
    assert!(per_job < 1600, "{per_job} bytes for each of {jobs} jobs");
    assert!(took < Duration::from_secs(10), "{took:?}");
    let elements = html::read(&page);
    let open = elements.iter().filter(|e| e.attributes.contains_key("open"));
    assert!(open.count() < 10, "later days are folded");
}
