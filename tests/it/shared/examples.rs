//! What one would try by hand: notice, minimum hire, pools, mornings and afternoons, reasons.

use crate::against::accepted;
use crate::desk::Desk;
use callboard::calendar::{Diary, Head, OLDEST};
use callboard::wire::plan::{Booking, Plan, Unassigned, Verdict};
use serde_json::{Value, json};

/// Crews at one place, and jobs there.
pub fn request(resources: Value, jobs: Value) -> Value {
    let crews: Vec<Value> = ["a", "b"]
        .iter()
        .map(|id| {
            json!({"id": id, "start": "p", "end": "p", "shifts": [{"from": "08:00", "to": "17:00"}],
                "costs": {"perHour": 3000}})
        })
        .collect();
    json!({"problem": {"horizon": {"from": "2026-12-07", "to": "2026-12-09"},
        "places": [{"id": "p", "lat": 50.0, "lon": 8.0}], "crews": crews,
        "resources": resources, "jobs": jobs}})
}

pub fn job(id: &str, hours: i64, uses: Value) -> Value {
    json!({"id": id, "place": "p", "duration": format!("PT{hours}H"), "value": 100_000,
        "resources": uses})
}

fn planned(request: &Value) -> Plan {
    let mut desk = Desk::open(request);
    let plan = desk.plan(400);
    accepted(&[(&desk.text[..], &plan)]);
    plan
}

fn served(plan: &Plan) -> Vec<(String, String)> {
    let stops = plan.routes.iter().flat_map(|r| r.stops.iter().filter_map(|s| s.visit()));
    let mut all: Vec<_> = stops.map(|v| (v.job.clone(), v.start.clone())).collect();
    all.sort();
    all
}

fn left_out<'p>(plan: &'p Plan, job: &str) -> &'p Unassigned {
    plan.unassigned.iter().find(|u| u.job == job).expect("it is left out")
}

fn codes(entry: &Unassigned) -> Vec<&str> {
    entry.reasons.iter().map(|r| r.code.as_str()).collect()
}

// If this fails, a crane that needs 48 hours' notice is booked for tomorrow.
#[test]
fn a_crane_with_notice_is_not_booked_for_tomorrow() {
    let crane = json!([{"id": "crane", "notice": "PT48H"}]);
    let uses = json!([{"id": "crane", "duration": "PT2H", "offset": "PT1H"}]);
    let mut at_noon = job("J1", 4, uses.clone());
    at_noon["due"] = json!("2026-12-07T08:00:00Z");
    at_noon["latePerHour"] = json!(1);
    let mut asked = request(crane, json!([at_noon, job("J2", 4, uses)]));
    asked["problem"]["now"] = json!("2026-12-07T07:30:00Z");
    asked["problem"]["jobs"][1]["startWindows"] = json!([{"date": "2026-12-08"}]);
    let plan = planned(&asked);
    assert_eq!(served(&plan), [("J1".to_owned(), "2026-12-09T08:00:00+00:00".to_owned())]);
    let want = Booking {
        resource: "crane".into(),
        date: "2026-12-09".into(),
        unit: 1,
        from: "2026-12-09T09:00:00+00:00".into(),
        to: "2026-12-09T11:00:00+00:00".into(),
        jobs: vec!["J1".into()],
        book_by: Some("2026-12-07T09:00:00+00:00".into()),
        cost: 0,
    };
    assert_eq!(plan.bookings, [want]);
    let tomorrow = left_out(&plan, "J2");
    assert_eq!(
        (tomorrow.verdict, codes(tomorrow)),
        (Verdict::Impossible, { vec!["WINDOW", "RESOURCE_NOTICE"] })
    );
}

// If this fails, a half-day minimum is charged for each job, or not at all.
#[test]
fn a_half_day_minimum_is_charged_once() {
    let crane = json!([{"id": "crane", "minimumHire": "PT4H",
        "costs": {"perCall": 5000, "perHour": 6000}}]);
    let uses = json!([{"id": "crane", "duration": "PT1H"}]);
    let asked = request(crane, json!([job("J1", 1, uses.clone()), job("J2", 1, uses)]));
    let plan = planned(&asked);
    assert_eq!(plan.unassigned, []);
    let cost = plan.costs.iter().find(|c| c.rule == "bookings").map(|c| c.amount);
    assert_eq!(cost, Some(5000 + 4 * 6000), "one call, four hours, for both jobs");
    let [booking] = &plan.bookings[..] else { panic!("one booking: {:?}", plan.bookings) };
    assert_eq!((booking.cost, booking.jobs.len(), &booking.book_by), (29_000, 2, &None));
}

// If this fails, two jobs hold one crane at once, or a pool of two cannot serve two at a time.
#[test]
fn a_pool_serves_as_many_at_once_as_it_has() {
    let uses = json!([{"id": "lift", "units": 1}]);
    let windowed = |id: &str| {
        let mut job = job(id, 3, uses.clone());
        job["startWindows"] = json!([{"date": "2026-12-07", "from": "08:00", "to": "09:00"}]);
        job
    };
    for units in [1, 2] {
        let lifts = json!([{"id": "lift", "units": units, "costs": {"perCall": 100}}]);
        let plan = planned(&request(lifts, json!([windowed("J1"), windowed("J2")])));
        assert_eq!(plan.bookings.len(), units, "{:?}", plan.bookings);
        assert_eq!(plan.unassigned.len(), 2 - units);
        if units == 1 {
            let (left, held) = (&plan.unassigned[0], &served(&plan)[0].0);
            assert_eq!((left.verdict, codes(left)), (Verdict::NoRoom, vec!["RESOURCE_BUSY"]));
            let words = format!("lift is held on 2026-12-07 by {held}");
            assert_eq!(left.reasons[0].message, words);
        }
    }
}

// If this fails, an inspector comes more often in one morning than he does, or not in a block.
#[test]
fn mornings_and_afternoons_have_quotas() {
    let inspector = json!([{"id": "inspector", "units": 5, "perDay": 2, "blocks": [
        {"from": "08:00", "to": "12:00", "max": 1}, {"from": "13:00", "to": "17:00", "max": 2}],
        "shifts": [{"days": ["MO", "TU"], "from": "08:00", "to": "17:00"}]}]);
    let uses = json!([{"id": "inspector", "duration": "PT30M"}]);
    let jobs: Vec<Value> = (1..=5).map(|k| job(&format!("J{k}"), 1, uses.clone())).collect();
    let plan = planned(&request(inspector, json!(jobs)));
    let mut by_day = [[0; 2]; 2];
    for (job, start) in served(&plan) {
        let day = usize::from(start.starts_with("2026-12-08"));
        let hour: usize = start[11..13].parse().expect("an hour");
        assert!(hour != 12 && hour < 17, "{job} at {start}");
        by_day[day][usize::from(hour >= 13)] += 1;
    }
    assert!(by_day.iter().all(|day| day[0] <= 1 && day[0] + day[1] == 2), "{by_day:?}");
    let [left] = &plan.unassigned[..] else { panic!("one is too many") };
    assert_eq!((left.verdict, codes(left)), (Verdict::NoRoom, vec!["RESOURCE_BUSY"; 2]));
}

// If this fails, the reasons for a job left out do not say that its resource stands in the way.
#[test]
fn what_stands_in_the_way_is_named() {
    let resources = json!([{"id": "crane", "shifts": [{"date": "2026-12-20", "from": "08:00",
        "to": "17:00"}]}, {"id": "lift", "units": 2}]);
    let jobs = json!([
        job("J1", 1, json!([{"id": "crane"}])),
        job("J2", 1, json!([{"id": "lift", "units": 3}]))
    ]);
    let plan = planned(&request(resources, jobs));
    for (id, code, words) in [
        ("J1", "RESOURCE_CALENDAR", "crane cannot be had on that shift"),
        ("J2", "RESOURCE_TOO_FEW", "it needs 3 of lift, there are 2"),
    ] {
        let left = left_out(&plan, id);
        assert_eq!((left.verdict, codes(left)), (Verdict::Impossible, vec![code]));
        assert_eq!(left.reasons[0].message, words);
    }
    assert!(plan.warnings.iter().any(|w| w.code == "RESOURCE_TOO_FEW"), "{:?}", plan.warnings);
}

// If this fails, a job that two crews do together, or the second day of one in parts, has no crane.
#[test]
fn a_use_may_belong_to_any_visit() {
    let crane = json!([{"id": "crane", "notice": "PT24H", "costs": {"perHour": 600}}]);
    let mut both = job("T", 2, json!([{"id": "crane", "duration": "PT1H", "visit": 2}]));
    both["together"] = json!(2);
    let mut parts = job("P", 0, json!([{"id": "crane", "visit": 2, "offset": "PT30M"}]));
    parts.as_object_mut().expect("an object").remove("duration");
    parts["parts"] = json!(["PT6H", "PT3H"]);
    let plan = planned(&request(crane, json!([both, parts])));
    assert_eq!(plan.unassigned, []);
    let mut jobs: Vec<&str> =
        plan.bookings.iter().flat_map(|b| b.jobs.iter().map(String::as_str)).collect();
    jobs.sort_unstable();
    assert_eq!(jobs, ["P", "T"]);
    let cost: i64 = plan.bookings.iter().map(|b| b.cost).sum();
    assert_eq!(cost, 600 + 1500, "an hour, and two and a half");
}

// If this fails, nobody is told what to book, where or by when: not on the sheet, the page or the
// telephone.
#[test]
fn bookings_are_shown_to_whoever_books() {
    let crane = json!([{"id": "crane", "notice": "PT24H", "costs": {"perHour": 600}}]);
    let uses = json!([{"id": "crane", "duration": "PT1H"}]);
    let plan = planned(&request(crane, json!([job("J1", 1, uses.clone()), job("J2", 1, uses)])));
    let [booking] = &plan.bookings[..] else { panic!("one: {:?}", plan.bookings) };
    let by = booking.book_by.as_deref().expect("it needs notice");
    let words = format!("{} {}", &by[..10], &by[11..16]);
    let rows = callboard::words::hire::rows(&plan);
    assert_eq!((rows.len(), &rows[0][0], &rows[0][1]), (1, &words, &"crane".to_owned()));
    let next = callboard::words::hire::next(&plan).expect("one is next");
    assert!(next.starts_with(&format!("next to book: crane by {words}, for ")), "{next}");
    let page = callboard::board::page(&plan, &callboard::board::Frame::default());
    assert!(page.contains("To book: 1") && page.contains(&words), "the page lists it");
    let diary = Diary::of(&plan, false).unwrap_or_else(|f| panic!("{f:#?}"));
    let head = Head { name: String::new(), stamp: OLDEST, sequence: 0 };
    let all = diary.resources();
    assert_eq!(all.keys().map(|id| id.as_str()).collect::<Vec<_>>(), ["crane"]);
    let id = "crane".to_owned();
    let calendar = crate::calendar::ics::read(&diary.hires(&id, &all[&id], &head));
    let events: Vec<_> = calendar.all("VEVENT").collect();
    assert_eq!(events.len(), 1, "one hire, one event");
    assert_eq!(events[0].text("SUMMARY"), format!("crane: {}", booking.jobs.join(", ")));
    assert!(events[0].text("DESCRIPTION").contains(&format!("book by {words}")));
    assert_eq!(callboard::calendar::resource_file("crane"), "resource-crane.ics");
}
