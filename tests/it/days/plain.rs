//! Single requests, each about one part of the rules.

use super::{Desk, judge};
use callboard::wire::plan::{Plan, Stop, Unassigned, Verdict, VisitStop};
use serde_json::{Value, json};

/// A crew with lunch whose full days leave eight hours: from 08:00 to 17:00, Monday to Thursday.
/// Friday ends at noon.
fn crew(id: &str, people: &[&str]) -> Value {
    json!({"id": id, "members": people,
        "shifts": [{"days": ["MO", "TU", "WE", "TH"], "from": "08:00", "to": "17:00"},
            {"days": ["FR", "SA"], "from": "08:00", "to": "12:00"}],
        "breaks": [{"id": "lunch", "duration": "PT1H", "earliest": "11:30", "latest": "13:00"}]})
}

/// From Monday 7 December 2026 on.
fn request(job: Value) -> Value {
    let people: Vec<Value> = ["a", "b", "c", "d"].iter().map(|p| json!({"id": p})).collect();
    let mut job = job;
    job["id"] = json!("J");
    job["place"] = json!("site");
    job["value"] = json!(100_000);
    json!({"problem": {"horizon": {"from": "2026-12-07", "to": "2026-12-18"},
        "people": people,
        "places": [{"id": "site"}, {"id": "next"}],
        "travel": {"matrix": {"places": ["site", "next"], "seconds": [[0, 0], [0, 0]]}},
        "crews": [crew("one", &["a"])], "jobs": [job]}})
}

/// Plans it; the judge accepts the plan.
fn planned(request: &Value) -> Plan {
    let mut desk = Desk::open(request);
    let plan = desk.plan(200);
    let said = judge(&[(&desk.text, &plan)]);
    assert!(said[0].is_empty(), "{said:?}");
    plan
}

fn visits<'p>(plan: &'p Plan, job: &str) -> Vec<(&'p str, &'p VisitStop)> {
    let stops = plan.routes.iter().flat_map(|r| r.stops.iter().map(move |s| (r, s)));
    let visits = stops.filter_map(|(r, s)| Some((r.shift.as_str(), Stop::visit(s)?)));
    let mut own: Vec<_> = visits.filter(|v| v.1.job == job).collect();
    own.sort_by_key(|v| v.1.visit);
    own
}

/// Shift and service of each visit of J, as `one/08 8h00`.
fn parts(plan: &Plan) -> Vec<String> {
    let instant = |t: &str| callboard::wire::text::parse_instant(t).expect("a time");
    let each = visits(plan, "J").into_iter().enumerate().map(|(k, (shift, v))| {
        assert_eq!(v.visit as usize, k + 1);
        let rest: i64 = v.inside.iter().map(|b| instant(&b.end) - instant(&b.start)).sum();
        let minutes = (instant(&v.end) - instant(&v.start) - rest) / 60_000;
        let (crew, date) = shift.split_once("/2026-12-").expect("a shift of December");
        format!("{crew}/{date} {}h{:02}", minutes / 60, minutes % 60)
    });
    each.collect()
}

fn check(job: Value, expect: &[&str]) -> Plan {
    let plan = planned(&request(job));
    assert_eq!(parts(&plan), expect);
    plan
}

fn left_out(request: &Value) -> Unassigned {
    let plan = planned(request);
    plan.unassigned.into_iter().find(|u| u.job == "J").expect("J is left out")
}

#[test]
fn twenty_hours_are_eight_and_eight_and_four() {
    // Would break: a job longer than a shift is left out, or the afternoon after it stays empty.
    let early = json!("2026-12-07T08:00:00Z");
    let mut asked = request(json!({"duration": "PT20H", "split": true, "due": early}));
    let call = json!({"id": "call", "place": "next", "duration": "PT2H", "value": 5000,
        "startWindows": [{"date": "2026-12-09"}]});
    asked["problem"]["jobs"].as_array_mut().expect("jobs").push(call);
    let plan = planned(&asked);
    assert_eq!(parts(&plan), ["one/07 8h00", "one/08 8h00", "one/09 4h00"]);
    let (_, last) = visits(&plan, "J")[2];
    let (shift, call) = visits(&plan, "call")[0];
    assert_eq!(shift, "one/2026-12-09", "the call is on the day of the last part");
    assert!(call.start >= last.end || call.end <= last.start);
    assert_eq!(plan.kpis.jobs, 2, "three visits are one job");
}

#[test]
fn the_drive_is_part_of_the_day() {
    // Would break: parts fill the day without the way there and back, and fit nowhere.
    let mut asked = request(json!({"duration": "PT16H", "split": true}));
    asked["problem"]["travel"]["matrix"]["seconds"] = json!([[0, 1500], [1500, 0]]);
    asked["problem"]["crews"][0]["start"] = json!("next");
    asked["problem"]["crews"][0]["end"] = json!("next");
    asked["problem"]["jobs"][0]["pin"] = json!({"date": "2026-12-07"});
    // Ten minutes less than eight hours are rounded down to 7 h.
    assert_eq!(parts(&planned(&asked)), ["one/07 7h00", "one/08 7h00", "one/09 2h00"]);
    asked["problem"]["jobs"][0]["split"] = json!({"step": "PT5M"});
    assert_eq!(parts(&planned(&asked)), ["one/07 7h10", "one/08 7h10", "one/09 1h40"]);
}

#[test]
fn a_short_friday_and_the_weekend() {
    // Would break: a part is as long as on other days, or work goes on where nobody works.
    let pinned = |date: &str| json!({"duration": "PT20H", "split": true, "pin": {"date": date}});
    check(pinned("2026-12-09"), &["one/09 8h00", "one/10 8h00", "one/11 4h00"]);
    check(pinned("2026-12-10"), &["one/10 8h00", "one/11 4h00", "one/14 8h00"]);
}

#[test]
fn holidays_are_no_gaps_and_no_working_days() {
    // Would break: a holiday is worked on, or counts as an idle working day.
    let job = json!({"duration": "PT20H", "split": true, "pin": {"date": "2026-12-07"}});
    let mut asked = request(job);
    asked["problem"]["calendar"] = json!({"holidays": ["2026-12-08"]});
    assert_eq!(parts(&planned(&asked)), ["one/07 8h00", "one/09 8h00", "one/10 4h00"]);
}

#[test]
fn idle_days_are_allowed_up_to_the_gap() {
    // Would break: parts lie further apart than the job allows, or never apart at all.
    let job = json!({"duration": "PT20H", "split": true, "pin": {"date": "2026-12-07"}});
    let mut asked = request(job);
    asked["problem"]["crews"][0]["shifts"][0]["days"] = json!(["MO", "WE", "TH"]);
    let out = left_out(&asked);
    assert_eq!(out.verdict, Verdict::Impossible, "{out:?}");
    asked["problem"]["jobs"][0]["split"] = json!({"maxGap": 1});
    assert_eq!(parts(&planned(&asked)), ["one/07 8h00", "one/09 8h00", "one/10 4h00"]);
    // Parts given by hand: day after day, or as far apart as they say.
    let parts_of = |gap: Value| {
        let mut other = asked.clone();
        let job = &mut other["problem"]["jobs"][0];
        *job = json!({"id": "J", "place": "site", "parts": ["PT6H", "PT3H"], "value": 9000,
            "pin": {"date": "2026-12-07"}});
        if !gap.is_null() {
            job["partsGap"] = gap;
        }
        other
    };
    assert_eq!(parts(&planned(&parts_of(json!(1)))), ["one/07 6h00", "one/09 3h00"]);
    let out = left_out(&parts_of(json!(0)));
    assert_eq!(out.reasons[0].code, "PARTS", "{out:?}");
}

#[test]
fn no_part_is_shorter_than_the_least_block() {
    // Would break: a crew drives out for an hour's rest of the job.
    let of = |block: &str| {
        let pin = json!({"date": "2026-12-07"});
        json!({"duration": "PT17H", "split": {"minBlock": block}, "pin": pin})
    };
    check(of("PT1H"), &["one/07 8h00", "one/08 8h00", "one/09 1h00"]);
    check(of("PT2H"), &["one/07 8h00", "one/08 7h00", "one/09 2h00"]);
    check(of("PT5H30M"), &[]);
}

#[test]
fn what_fits_a_shift_is_not_cut() {
    // Would break: a job that one day holds becomes two visits.
    check(
        json!({"duration": "PT8H", "split": true, "pin": {"date": "2026-12-08"}}),
        &["one/08 8h00"],
    );
    // Saturday is no working day, and needs none.
    check(
        json!({"duration": "PT4H", "split": true, "pin": {"date": "2026-12-12"}}),
        &["one/12 4h00"],
    );
}

#[test]
fn labor_is_shared_by_the_crew() {
    // Would break: four people take as long as two, or the wrong crew is sent.
    let with = |crew: &str| {
        let job =
            json!({"labor": "PT40H", "split": true, "pin": {"crew": crew, "date": "2026-12-07"}});
        let mut asked = request(job);
        asked["problem"]["crews"] = json!([
            self::crew("one", &[]),
            self::crew("two", &["a", "b"]),
            self::crew("four", &["a", "b", "c", "d"])
        ]);
        // A person is in one crew at a time.
        asked["problem"]["crews"][2]["members"] = json!(["c", "d", "e", "f"]);
        let people = asked["problem"]["people"].as_array_mut().expect("people");
        people.extend([json!({"id": "e"}), json!({"id": "f"})]);
        asked
    };
    assert_eq!(parts(&planned(&with("two"))), ["two/07 8h00", "two/08 8h00", "two/09 4h00"]);
    assert_eq!(parts(&planned(&with("four"))), ["four/07 8h00", "four/08 2h00"]);
    // One person would need 40 hours: eight on each long day, four on Friday.
    let alone = parts(&planned(&with("one")));
    assert_eq!(alone.len(), 6, "{alone:?}");
    assert_eq!(alone[4], "one/11 4h00");
    let mut sized = with("one");
    sized["problem"]["jobs"][0]["crewSize"] = json!({"min": 2});
    let out = left_out_of_fault(&sized);
    assert!(out.contains("CREW_SIZE") || out.contains("PIN"), "{out}");
    sized["problem"]["jobs"][0]["pin"] = json!({"date": "2026-12-07"});
    sized["problem"]["jobs"][0]["crewSize"] = json!({"min": 2, "max": 3});
    assert_eq!(parts(&planned(&sized))[0], "two/07 8h00");
    sized["problem"]["jobs"][0]["crewSize"] = json!(4);
    assert_eq!(parts(&planned(&sized)), ["four/07 8h00", "four/08 2h00"]);
    sized["problem"]["jobs"][0]["crewSize"] = json!(3);
    let out = left_out(&sized);
    assert_eq!((out.verdict, out.reasons[0].code.as_str()), (Verdict::Impossible, "CREW_SIZE"));
    assert_eq!(out.reasons[0].crews, ["one", "two", "four"]);
}

/// The reason's code, or the fault's where the door refuses it already.
fn left_out_of_fault(asked: &Value) -> String {
    match crate::intake::base::send(asked) {
        Err(faults) => faults[0].code.clone(),
        Ok(_) => left_out(asked).reasons[0].code.clone(),
    }
}

#[test]
fn labor_without_a_cut_is_shorter_for_two() {
    // Would break: work of one day takes the same time whoever does it.
    let mut asked = request(json!({"labor": "PT9H"}));
    asked["problem"]["crews"] = json!([crew("one", &["a"]), crew("two", &["b", "c"])]);
    assert_eq!(visits(&planned(&asked), "J")[0].0.split('/').next(), Some("two"));
    let plan = planned(&asked);
    assert!(parts(&plan)[0].ends_with(" 4h30"), "{:?}", parts(&plan));
}

#[test]
fn work_waits_for_its_materials() {
    // Would break: a crew stands there before the coil does, or nobody says why it does not.
    let eta = |eta: &str| {
        json!({"duration": "PT3H", "due": "2026-12-07T08:00:00Z", "latePerHour": 10,
            "materials": [{"id": "pad", "eta": "2026-12-08"}, {"id": "coil", "eta": eta}]})
    };
    let plan = check(eta("2026-12-09"), &["one/09 3h00"]);
    assert_eq!(visits(&plan, "J")[0].1.start, "2026-12-09T08:00:00+00:00");
    let plan = check(eta("2026-12-09T10:15:00+01:00"), &["one/09 3h00"]);
    assert_eq!(visits(&plan, "J")[0].1.start, "2026-12-09T09:15:00+00:00");
    let mut asked = request(eta("2026-12-19"));
    let out = left_out(&asked);
    assert_eq!(out.verdict, Verdict::Impossible);
    assert_eq!(out.reasons[0].code, "PART_ETA");
    assert_eq!(out.summary, "coil arrives on 19 Dec");
    asked["problem"]["jobs"][0]["pin"] = json!({"start": "2026-12-18T08:00:00Z"});
    let faults = crate::intake::base::send(&asked).err().expect("the pin is too early");
    assert_eq!(faults[0].code, "PIN_BREAKS_RULE");
    assert_eq!(faults[0].pointer, "/problem/jobs/0/pin/start");
}

#[test]
fn what_follows_waits_for_the_last_part() {
    // Would break: the test is made while the install goes on.
    let mut asked =
        request(json!({"duration": "PT20H", "split": true, "pin": {"date": "2026-12-07"},
        "after": [{"job": "before"}]}));
    let jobs = asked["problem"]["jobs"].as_array_mut().expect("jobs");
    jobs.push(json!({"id": "before", "place": "next", "duration": "PT1H", "value": 90_000}));
    jobs.push(json!({"id": "test", "place": "next", "duration": "PT1H", "value": 90_000,
        "after": [{"job": "J", "maxDays": 0}]}));
    asked["problem"]["crews"] = json!([crew("one", &["a"]), crew("two", &["b"])]);
    asked["problem"]["crews"][1]["shifts"] = json!([{"from": "07:00", "to": "17:00"}]);
    asked["problem"]["jobs"][0]["pin"] = json!({"crew": "one"});
    let plan = planned(&asked);
    let own = parts(&plan);
    assert_eq!(own.len(), 3, "{own:?} {:?}", plan.unassigned);
    let (first, last) = (visits(&plan, "J")[0].1, visits(&plan, "J")[2].1);
    let (before, test) = (visits(&plan, "before")[0].1, visits(&plan, "test")[0].1);
    assert!(before.end <= first.start, "{before:?}");
    assert!(test.start >= last.end, "{test:?}");
    assert_eq!(test.start[..10], last.end[..10], "no working day later");
}

#[test]
fn forms_that_exclude_one_another_are_faults() {
    // Would break: one of two wishes is dropped without a word.
    let check = |job: Value, code: &str, key: &str| {
        let faults = crate::intake::base::send(&request(job)).err().expect("it has faults");
        let told: Vec<String> =
            faults.iter().map(|f| format!("{} {}", f.code, f.pointer)).collect();
        assert!(told.contains(&format!("{code} /problem/jobs/0/{key}")), "{told:?}");
    };
    check(json!({"parts": ["PT1H", "PT1H"], "split": true}), "TWO_FORMS", "split");
    check(json!({"duration": "PT1H", "together": 2, "split": {}}), "TWO_FORMS", "split");
    check(json!({"duration": "PT1H", "labor": "PT1H"}), "TWO_FORMS", "labor");
    check(
        json!({"duration": "PT1H", "breakInside": false, "split": true}),
        "TWO_FORMS",
        "breakInside",
    );
    check(json!({"duration": "PT1H", "partsGap": 1}), "TWO_FORMS", "partsGap");
    check(
        json!({"duration": "PT1H", "split": {"minBlock": "PT0S"}}),
        "OUT_OF_RANGE",
        "split/minBlock",
    );
    check(json!({"duration": "PT1H", "split": {"maxGap": -1}}), "OUT_OF_RANGE", "split/maxGap");
    check(json!({"duration": "PT1H", "split": {"gap": 1}}), "UNKNOWN_KEY", "split/gap");
    check(json!({"duration": "PT1H", "split": 3}), "WRONG_TYPE", "split");
    check(json!({"labor": "PT1H", "crewSize": {"min": 3, "max": 2}}), "EMPTY_SIZE", "crewSize/max");
    check(json!({"labor": "PT1H", "crewSize": 0}), "OUT_OF_RANGE", "crewSize");
    check(json!({"duration": "PT1H", "materials": [{"id": "x"}]}), "MISSING", "materials/0/eta");
    check(
        json!({"duration": "PT1H", "materials": [{"id": "x", "eta": "soon"}]}),
        "BAD_ETA",
        "materials/0/eta",
    );
}

#[test]
fn a_plan_cut_in_another_way_is_refused() {
    // Would break: whoever edits a plan can cut the work as he likes.
    let job = json!({"duration": "PT20H", "split": true, "pin": {"date": "2026-12-07"}});
    let asked = request(job);
    let mut desk = Desk::open(&asked);
    let plan = desk.plan(100);
    let ends = |plan: &mut Plan, k: usize, end: &str| {
        let route = &mut plan.routes[k];
        route.end = end.to_owned();
        let Some(Stop::Visit(stop)) = route.stops.iter_mut().find(|s| s.visit().is_some()) else {
            panic!("a visit")
        };
        stop.end = end.to_owned();
        stop.departure = end.to_owned();
    };
    let refused = |plan: Plan, rule: &str| {
        let said = judge(&[(&desk.text, &plan)]);
        assert!(
            said[0].iter().any(|r| r.starts_with(&format!("\"{rule}\""))),
            "the judge says {said:?}"
        );
        let ready = (&desk.case, &desk.travel, &desk.prices);
        let found = callboard::verify::verify(ready.0, ready.1, ready.2, plan);
        let found = found.expect_err("the verifier refuses it").violations;
        assert!(found.iter().any(|v| v.rule == rule), "{found:?}");
    };
    // An hour from the first part to the last.
    let mut other = plan.clone();
    ends(&mut other, 0, "2026-12-07T16:00:00+00:00");
    ends(&mut other, 2, "2026-12-09T13:00:00+00:00");
    refused(other, "split");
    // Less work in all.
    let mut other = plan.clone();
    ends(&mut other, 0, "2026-12-07T16:00:00+00:00");
    refused(other, "split");
    // A day later, with a working day between.
    let text = serde_json::to_string(&plan).expect("a plan is JSON");
    let moved = text.replace("2026-12-09", "2026-12-10");
    refused(serde_json::from_str(&moved).expect("still a plan"), "parts");
    // Without its last part.
    let mut other = plan.clone();
    other.routes.pop();
    let ready = (&desk.case, &desk.travel, &desk.prices);
    let found = callboard::verify::verify(ready.0, ready.1, ready.2, other.clone());
    assert!(found.is_err(), "sixteen hours are not twenty");
    assert!(!judge(&[(&desk.text, &other)])[0].is_empty());
}

#[test]
fn a_drag_takes_the_time_of_its_new_crew() {
    // Would break: a job dragged to a larger crew keeps the hours of the smaller one.
    use callboard::evaluate::{Desk as Board, parse_ask};
    let mut asked = request(json!({"labor": "PT6H", "pin": {"date": "2026-12-07"}}));
    asked["problem"]["crews"] = json!([crew("one", &["a"]), crew("two", &["b", "c"])]);
    let own = Desk::open(&asked);
    let board = Board::open(own.case, own.travel, None).unwrap_or_else(|f| panic!("{f:?}"));
    let check = |ask: Value, ends: &str| {
        let ask = parse_ask(ask.to_string().as_bytes()).expect("an ask");
        let found = board.evaluate(&ask).unwrap_or_else(|f| panic!("{f:?}"));
        assert!(found.legal, "{:?}", found.violations);
        let plan = found.plan.expect("a legal plan");
        assert_eq!(visits(&plan, "J")[0].1.end, ends);
    };
    let to = |crew: &str| json!({"change": {"job": "J", "crew": crew, "date": "2026-12-07"}});
    check(to("one"), "2026-12-07T15:00:00+00:00");
    check(to("two"), "2026-12-07T11:00:00+00:00");
    let routes = json!({"routes": [{"shift": "two/2026-12-07", "visits": ["J"]}]});
    check(routes, "2026-12-07T11:00:00+00:00");
    // Of a job that is cut each visit is named.
    asked["problem"]["jobs"][0] = json!({"id": "J", "place": "site", "value": 9, "split": true,
        "duration": "PT12H"});
    let own = Desk::open(&asked);
    let board = Board::open(own.case, own.travel, None).unwrap_or_else(|f| panic!("{f:?}"));
    let visit = |k: u32| json!([{"job": "J", "visit": k}]);
    let routes = |first: &str, second: &str| {
        let ask = json!({"routes": [{"shift": first, "visits": visit(1)},
            {"shift": second, "visits": visit(2)}]});
        let ask = parse_ask(ask.to_string().as_bytes()).expect("an ask");
        let found = board.evaluate(&ask).unwrap_or_else(|f| panic!("{f:?}"));
        found.violations.iter().map(|v| v.rule.clone()).collect::<Vec<_>>()
    };
    assert!(routes("one/2026-12-08", "one/2026-12-09").is_empty());
    assert_eq!(routes("one/2026-12-08", "two/2026-12-09"), ["parts"]);
    assert_eq!(routes("one/2026-12-08", "one/2026-12-10"), ["parts"]);
}
