//! A plan as calendars: true to the plan, to the format, and to the calendar before it.

pub mod ics;

use crate::desk::Desk;
use crate::verify::good_plans;
use callboard::calendar::{By, Diary, Head, OLDEST};
use callboard::verify::parse_plan;
use callboard::wire::plan::{BreakTaken, CallStop, Plan, Route, Stop, VisitStop};
use ics::{Component, seconds};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

fn file(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    fs::read(path).unwrap_or_else(|e| panic!("{name}: {e}"))
}

/// A plan that has one of everything that a calendar can show.
pub fn one_of_everything() -> Plan {
    parse_plan(&file("tests/it/cli/plan.json")).expect("a plan")
}

fn plans() -> Vec<(String, Plan)> {
    let good = good_plans().into_iter();
    let mut all: Vec<(String, Plan)> =
        good.map(|(name, _, plan)| (name, parse_plan(&plan).expect("a plan"))).collect();
    all.push(("one of everything".to_owned(), one_of_everything()));
    all
}

fn head() -> Head {
    Head { name: String::new(), stamp: OLDEST, sequence: 0 }
}

/// The calendars of a plan as a reader sees them, by owner.
fn calendars(plan: &Plan, by: By, utc: bool) -> BTreeMap<String, Component> {
    let diary = Diary::of(plan, utc).unwrap_or_else(|faults| panic!("{faults:#?}"));
    let owners = diary.owners(by).into_iter();
    owners
        .map(|(id, routes)| (id.clone(), ics::read(&diary.calendar(id, &routes, &head()))))
        .collect()
}

fn visits(route: &Route) -> impl Iterator<Item = &VisitStop> {
    route.stops.iter().filter_map(Stop::visit)
}

fn breaks(route: &Route) -> Vec<&BreakTaken> {
    let mut all: Vec<&BreakTaken> = route.home.iter().flat_map(|h| &h.on_the_way).collect();
    for stop in &route.stops {
        match stop {
            Stop::Break(taken) => all.push(taken),
            Stop::Call(call) => all.extend(&call.on_the_way),
            Stop::Visit(visit) => all.extend(visit.inside.iter().chain(&visit.on_the_way)),
        }
    }
    all
}

/// Summary's first word, begin and end of every event.
type Told = BTreeSet<(String, i64, i64)>;

fn told(calendar: &Component) -> Told {
    let event = |event: &Component| {
        let summary = event.text("SUMMARY");
        let name = match event.value("CATEGORIES") {
            "BREAK" => {
                assert_eq!(event.value("TRANSP"), "TRANSPARENT");
                summary
            }
            _ => {
                let name = summary.split(", visit ").next().expect("a job");
                name.split(", part ").next().expect("a job").to_owned()
            }
        };
        (name, event.instant("DTSTART", calendar), event.instant("DTEND", calendar))
    };
    calendar.all("VEVENT").map(event).collect()
}

fn meant<'a>(routes: impl Iterator<Item = &'a Route>) -> Told {
    let mut all = Told::new();
    for route in routes {
        let visits = visits(route).map(|v| (v.job.clone(), seconds(&v.start), seconds(&v.end)));
        all.extend(visits);
        let calls = route.stops.iter().filter_map(|stop| match stop {
            Stop::Call(call) => Some(call),
            _ => None,
        });
        // A call may take no time, and no event is empty.
        let times = |c: &CallStop| (seconds(&c.start), seconds(&c.end).max(seconds(&c.start) + 1));
        all.extend(calls.map(|c| (format!("warehouse: {}", c.id), times(c).0, times(c).1)));
        let rest =
            |b: &&BreakTaken| (format!("break: {}", b.id), seconds(&b.start), seconds(&b.end));
        all.extend(breaks(route).iter().map(rest));
    }
    all
}

#[test]
fn every_calendar_says_what_the_plan_says() {
    // Would break: a technician stands before a door at the wrong hour, or misses a visit; above
    // all in the weeks in which clocks change.
    for (name, plan) in plans() {
        for utc in [false, true] {
            let crews = calendars(&plan, By::Crew, utc);
            for (crew, calendar) in &crews {
                let meant = meant(plan.routes.iter().filter(|route| route.crew == *crew));
                assert_eq!(told(calendar), meant, "{name}: {crew}");
                let local = calendar.all("VTIMEZONE").count() > 0;
                assert_eq!(local, !utc && plan.time_zone != "UTC", "{name}: {crew}");
            }
            let all: BTreeSet<&String> = plan.routes.iter().map(|route| &route.crew).collect();
            assert_eq!(crews.keys().collect::<BTreeSet<_>>(), all, "{name}");
            for (person, calendar) in calendars(&plan, By::Person, utc) {
                let with = |route: &&Route| match route.members.as_slice() {
                    [] => route.crew == person,
                    members => members.contains(&person),
                };
                let meant = meant(plan.routes.iter().filter(with));
                assert_eq!(told(&calendar), meant, "{name}: {person}");
            }
        }
    }
}

#[test]
fn an_event_tells_all_that_a_visit_needs() {
    // Would break: nobody knows where to drive, or who comes along.
    let calendars = calendars(&one_of_everything(), By::Person, false);
    let names: Vec<&String> = calendars.keys().collect();
    assert_eq!(names, ["ana", "luis", "mo", "tech-2"], "a crew without members is a person");
    let ana = &calendars["ana"];
    assert_eq!((ana.text("NAME"), ana.text("X-WR-CALNAME")), ("ana".into(), "ana".into()));
    let first = ana.all("VEVENT").next().expect("a visit");
    assert_eq!(first.text("LOCATION"), "14 Copper Beech Lane, Santa Clara");
    assert_eq!(first.value("GEO"), "37.370000;-121.970000");
    let line = first.line("DTSTART").expect("a begin");
    assert_eq!(line.parameter, "TZID=America/Los_Angeles");
    assert_eq!(line.value, "20261208T075500");
    assert_eq!(
        first.text("DESCRIPTION"),
        "crew install-1 (ana leads, luis)\nplace: H1, 14 Copper Beech Lane, Santa Clara\n\
         drive 0:25 (15.6 km), arrival 07:55\nlunch 11:30 to 12:15"
    );
    let linked = calendars["tech-2"].all("VEVENT").next().expect("a visit");
    assert_eq!(linked.text("SUMMARY"), "J-1003, visit 3 of 3");
    assert!(linked.text("DESCRIPTION").ends_with("together with tech-1"));
    assert!(linked.line("GEO").is_none() && linked.text("LOCATION") == "H2");
}

/// The UID and begin of each visit, by what is visited.
fn uids(plan: &Plan, name: &str) -> BTreeMap<(String, u32), (String, i64)> {
    let diary = Diary::of(plan, true).expect("a good plan");
    let head = Head { name: name.to_owned(), ..head() };
    let mut all = BTreeMap::new();
    for (id, routes) in diary.owners(By::Crew) {
        let calendar = ics::read(&diary.calendar(id, &routes, &head));
        for event in calendar.all("VEVENT").filter(|e| e.value("CATEGORIES") == "VISIT") {
            let (uid, from) = (event.value("UID").to_owned(), event.instant("DTSTART", &calendar));
            let mut stops = routes.iter().flat_map(|route| visits(route));
            let visit = stops.find(|visit| {
                seconds(&visit.start) == from && event.text("SUMMARY").starts_with(&visit.job)
            });
            let visit = visit.expect("the visit of the event");
            all.insert((visit.job.clone(), visit.visit), (uid, from));
        }
    }
    all
}

#[test]
fn a_new_plan_replaces_the_events_of_the_old() {
    // Would break: after each replan every visit stands twice on every telephone.
    let plan = |seed: u64| {
        let mut desk = Desk::read(file("instances/demo/week.json"));
        desk.case.run.seed = seed;
        desk.plan(1)
    };
    let (old, new) = (plan(1), plan(2));
    let (before, after) = (uids(&old, ""), uids(&new, ""));
    let mut moved = 0;
    for (visit, (uid, from)) in &before {
        let Some((again, later)) = after.get(visit) else { continue };
        assert_eq!(uid, again, "{visit:?}");
        moved += usize::from(from != later);
    }
    assert!(moved > 10, "the plans are alike, so this shows nothing: {moved} moved");
    let ids: BTreeSet<&String> = before.values().chain(after.values()).map(|(u, _)| u).collect();
    let visits: BTreeSet<_> = before.keys().chain(after.keys()).collect();
    assert_eq!(ids.len(), visits.len(), "one UID for each visit");
    let other = uids(&old, "south");
    assert!(other.values().all(|(uid, _)| !ids.contains(uid)), "another order book");
}

#[test]
fn the_stamp_is_given_and_never_read_from_a_clock() {
    // Would break: the same plan gives another file every time, or programs keep the old event.
    let plan = one_of_everything();
    let diary = Diary::of(&plan, false).expect("a good plan");
    let owners = diary.owners(By::Crew);
    let (id, routes) = owners.first_key_value().expect("a crew");
    let text = diary.calendar(id, routes, &head());
    assert_eq!(text, diary.calendar(id, routes, &head()));
    assert!(text.contains("DTSTAMP:20000101T000000Z\r\nSEQUENCE:0\r\n"));
    let stamp = OLDEST + 24 * 3_600_000;
    assert_eq!(Head::sequence_of(stamp), 1440);
    assert_eq!(Head::sequence_of(0), 0, "older than the oldest counts as it");
    let later = diary.calendar(id, routes, &Head { stamp, sequence: 1440, ..head() });
    assert!(later.contains("DTSTAMP:20000102T000000Z\r\nSEQUENCE:1440\r\n"));
}

#[test]
fn what_is_broken_is_named_where_it_is() {
    // Would break: a plan edited by hand puts a visit into the year 1970.
    fn visit(plan: &mut Plan) -> &mut VisitStop {
        match &mut plan.routes[0].stops[0] {
            Stop::Visit(visit) => visit,
            _ => panic!("the first stop is a visit"),
        }
    }
    type Edit = fn(&mut Plan);
    let cases: [(Edit, &str, &str); 9] = [
        (|p| visit(p).start = "soon".into(), "/routes/0/stops/0/start", "no time"),
        (|p| visit(p).start = "9999-01-01T00:00:00Z".into(), "/routes/0/stops/0/start", "no time"),
        (|p| visit(p).arrival.clear(), "/routes/0/stops/0/arrival", "no time"),
        (|p| visit(p).travel = "far".into(), "/routes/0/stops/0/travel", "no duration"),
        (|p| visit(p).end = visit(p).start.replace("08T", "07T"), "/stops/0/end", "before its"),
        (|p| visit(p).inside[0].end.push('?'), "/routes/0/stops/0/inside/0/end", "no time"),
        (|p| p.routes[0].date = "Monday".into(), "/routes/0/date", "no date"),
        (|p| p.time_zone = "Mars/Base".into(), "/timeZone", "no zone"),
        (|p| p.routes.push(p.routes[0].clone()), "/shift", "twice"),
    ];
    for (edit, pointer, message) in cases {
        let mut plan = one_of_everything();
        edit(&mut plan);
        let Err(faults) = Diary::of(&plan, false) else { panic!("{pointer} passed") };
        let found = faults
            .iter()
            .any(|fault| fault.pointer.ends_with(pointer) && fault.message.contains(message));
        assert!(found && faults.iter().all(|f| !f.hint.is_empty()), "{pointer}: {faults:#?}");
    }
    let mut plan = one_of_everything();
    plan.time_zone = "Mars/Base".into();
    assert!(Diary::of(&plan, true).is_ok(), "in UTC the name of the zone does not matter");
}

/// The pointers of everything in a value that is no container.
fn leaves(value: &Value, at: &str, out: &mut Vec<String>) {
    match value {
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(k, v)| leaves(v, &format!("{at}/{k}"), out));
        }
        Value::Object(map) => map.iter().for_each(|(k, v)| leaves(v, &format!("{at}/{k}"), out)),
        _ => out.push(at.to_owned()),
    }
}

#[test]
fn no_edit_breaks_the_format() {
    // Would break: one odd value of a plan made elsewhere stops the program, or gives a calendar
    // that no telephone takes.
    let whole: Value = serde_json::from_slice(&file("tests/it/cli/plan.json")).expect("JSON");
    let odd = [
        json!(""),
        json!("\u{0}\r\n\u{202e},;\\é"),
        json!("1972-01-01T00:00:00Z"),
        json!("2099-12-31T23:59:59.999Z"),
        json!("2026-12-08"),
        json!("P400D"),
        json!("Europe/Dublin"),
        json!(i64::MIN),
        json!(i64::MAX),
        json!(1e300),
        json!(null),
    ];
    let mut pointers = Vec::new();
    leaves(&whole, "", &mut pointers);
    let (mut read, mut refused) = (0, 0);
    for at in pointers
        .iter()
        .filter(|at| ["/routes", "/places", "/timeZone"].iter().any(|start| at.starts_with(start)))
    {
        for value in &odd {
            let mut edited = whole.clone();
            *edited.pointer_mut(at).expect("a leaf") = value.clone();
            let Ok(plan) = parse_plan(edited.to_string().as_bytes()) else { continue };
            if let Err(faults) = Diary::of(&plan, false) {
                assert!(faults.iter().all(|f| !f.pointer.is_empty()), "{at}: {faults:?}");
                refused += 1;
                continue;
            }
            calendars(&plan, By::Crew, false);
            calendars(&plan, By::Person, true);
            let diary = Diary::of(&plan, false).expect("it was read before");
            let table = diary.table(&diary.routes());
            let rows = csv::Reader::from_reader(table.as_slice()).into_records().count();
            assert_eq!(rows, 11, "{at}: {value}");
            read += 1;
        }
    }
    assert!(read > 100 && refused > 100, "{read} read, {refused} refused");
}
