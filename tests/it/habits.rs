//! Everyday habits on a street: every place is so many minutes down it, and the routes that each
//! habit must make are written down.

mod mixes;

use crate::desk::Desk;
use callboard::habits::{self, Habit};
use callboard::model::problem::Problem;
use callboard::solve::{Found, Press};
use callboard::wire::plan::{Engine, Plan, Stop, StopReason};
use serde_json::{Value, json};

/// The verified plan of a habit.
fn by_habit(habit: Habit, desk: &Desk) -> Plan {
    let Desk { case, travel, prices, .. } = desk;
    let (problem, tables) = Problem::compile(case, travel, prices);
    let solution = habits::plan(habit, case, &problem);
    let cost = solution.cost(&problem).expect("every route has times") as i64;
    let (engine, stop) = (Engine::Heuristic, StopReason::Budget);
    let (pace, trace) = (Vec::new(), Vec::new());
    let found = Found { solution, cost, moves: 0, pace, engine, stop, bound: None, trace };
    let press = Press { case, travel, prices, problem: &problem, tables: &tables };
    let plan = press.print(&found);
    plan.unwrap_or_else(|e| panic!("{}: {e}", habit.name())).into_inner()
}

/// A crew so many minutes down the street, with more of its own.
fn crew(id: &str, at: i64, more: Value) -> Value {
    let mut crew = json!({"id": id, "start": at.to_string(), "end": at.to_string(),
        "costs": {"perDrivingHour": 1000}});
    merge(&mut crew, more);
    crew
}

/// An hour's work so many minutes down the street.
fn job(id: &str, at: i64, more: Value) -> Value {
    let mut job = json!({"id": id, "place": at.to_string(), "duration": "PT1H", "value": 100_000});
    merge(&mut job, more);
    job
}

fn merge(into: &mut Value, more: Value) {
    for (key, value) in more.as_object().expect("more of an object") {
        match value {
            Value::Null => drop(into.as_object_mut().expect("an object").remove(key)),
            _ => into[key] = value.clone(),
        }
    }
}

/// A street of 120 minutes with a place every five.
fn street(crews: &[Value], jobs: &[Value]) -> Value {
    let at: Vec<i64> = (0..=24).map(|k| 5 * k).collect();
    let ids: Vec<String> = at.iter().map(i64::to_string).collect();
    let seconds: Vec<Vec<i64>> =
        at.iter().map(|a| at.iter().map(|b| (a - b).abs() * 60).collect()).collect();
    json!({"problem": {
        "horizon": {"from": "2026-01-05", "to": "2026-01-05"},
        "places": ids.iter().map(|id| json!({"id": id})).collect::<Vec<_>>(),
        "travel": {"matrix": {"places": ids, "seconds": seconds}},
        "crews": crews, "jobs": jobs,
    }})
}

/// As [`street`], over two days.
fn two_days(crews: &[Value], jobs: &[Value]) -> Value {
    let mut request = street(crews, jobs);
    request["problem"]["horizon"]["to"] = json!("2026-01-06");
    request
}

/// Expects the routes, as `shift: jobs` in the order printed.
fn check(habit: Habit, request: &Value, expected: &[&str]) {
    let plan = by_habit(habit, &Desk::open(request));
    let routes: Vec<String> = plan
        .routes
        .iter()
        .map(|r| {
            let jobs = r.stops.iter().filter_map(|s| match s {
                Stop::Visit(v) => Some(v.job.as_str()),
                Stop::Call(_) | Stop::Break(_) => None,
            });
            let shift = r.shift.replace("/2026-01-0", "");
            format!("{shift}: {}", jobs.collect::<Vec<_>>().join(" "))
        })
        .collect();
    let (crews, jobs) = (&request["problem"]["crews"], &request["problem"]["jobs"]);
    assert_eq!(routes, expected, "{} with {crews} on {jobs}", habit.name());
}

fn received(hour: u32) -> Value {
    json!({"receivedAt": format!("2026-01-04T{hour:02}:00:00Z")})
}

#[test]
fn first_come_goes_to_who_can_start_first() {
    // Would break: the habit that the figures call "first come" would be another one.
    let crews = [crew("a", 0, json!({})), crew("b", 30, json!({}))];
    let jobs = [
        job("unknown", 0, json!({})),
        job("second", 10, received(9)),
        job("first", 20, received(8)),
    ];
    // b starts `first` at 08:10, a `second` at 08:10; then a is free sooner for `unknown`, which
    // came nobody knows when.
    check(Habit::FirstCome, &street(&crews, &jobs), &["a5: second unknown", "b5: first"]);
}

#[test]
fn first_come_breaks_ties_by_cost_then_by_crew() {
    // Would break: the documented tie-breaks, and with them repeatable figures.
    let dear = json!({"costs": {"perDrivingHour": 4000}});
    let one = [job("x", 10, json!({}))];
    let crews = [crew("a", 0, dear), crew("b", 20, json!({}))];
    check(Habit::FirstCome, &street(&crews, &one), &["b5: x"]);
    let crews = [crew("a", 20, json!({})), crew("b", 0, json!({}))];
    check(Habit::FirstCome, &street(&crews, &one), &["a5: x"]);
    // Neither has come in when it is known: the order of the request.
    let two = [job("x", 10, json!({})), job("y", 10, json!({}))];
    check(Habit::FirstCome, &street(&crews[..1], &two), &["a5: x y"]);
    let same = [job("x", 10, received(8)), job("y", 10, received(8))];
    check(Habit::FirstCome, &street(&crews[..1], &same), &["a5: x y"]);
}

#[test]
fn first_come_puts_nothing_in_between() {
    // Would break: "at the end of the crew's day" would quietly be insertion.
    let afternoon = json!({"receivedAt": "2026-01-04T08:00:00Z",
        "startWindows": [{"date": "2026-01-05", "from": "15:00", "to": "15:30"}]});
    let jobs = [job("late", 10, afternoon), job("long", 10, json!({"duration": "PT2H"}))];
    let crews = [crew("a", 0, json!({}))];
    check(Habit::FirstCome, &street(&crews, &jobs), &["a5: late"]);
    check(Habit::NearestCrew, &street(&crews, &jobs), &["a5: long late"]);
}

#[test]
fn first_come_may_wait_for_a_break_inside_the_service() {
    // Would break: a job that fits only with the break inside it would be left out.
    let lunch = json!({"shifts": [{"from": "08:00", "to": "13:30"}],
        "breaks": [{"id": "lunch", "duration": "PT30M", "earliest": "12:00", "latest": "12:00"}]});
    let long = json!({"duration": "PT4H", "breakInside": true});
    let jobs = [job("long", 10, long)];
    // 08:10 to 12:10 is no end for a break at 12:00 sharp: it falls inside, until 12:40.
    check(Habit::FirstCome, &street(&[crew("a", 0, lunch.clone())], &jobs), &["a5: long"]);
    // Not before ten: the service starts so that its last bit is left at noon.
    let short = json!({"duration": "PT1H", "breakInside": true,
        "startWindows": [{"date": "2026-01-05", "from": "10:45", "to": "11:10"}]});
    let jobs = [job("short", 10, short)];
    check(Habit::FirstCome, &street(&[crew("a", 0, lunch)], &jobs), &["a5: short"]);
}

#[test]
fn nearest_crew_counts_from_stops_and_start_places() {
    // Would break: the nearest crew would be the one whose yard is nearest.
    let crews = [crew("a", 0, json!({})), crew("b", 100, json!({}))];
    let jobs = [job("j1", 60, json!({})), job("j2", 45, json!({})), job("j3", 20, json!({}))];
    // j1: 40 from b's yard; j2: 15 from j1, 45 from a's yard; j3: 20 from a's yard, 25 from j2.
    check(Habit::NearestCrew, &street(&crews, &jobs), &["a5: j3", "b5: j1 j2"]);
    // Where b may make one visit only, a goes to j2 though it is far.
    let one = json!({"max": {"jobs": 1}});
    let crews = [crew("a", 0, json!({})), crew("b", 100, one)];
    check(Habit::NearestCrew, &street(&crews, &jobs), &["a5: j3 j2", "b5: j1"]);
}

#[test]
fn nearest_crew_breaks_ties_by_date_cost_crew() {
    // Would break: the documented tie-breaks, and with them repeatable figures.
    let dear = json!({"costs": {"perDrivingHour": 4000}});
    let one = [job("x", 10, json!({}))];
    // a works on the sixth, dearer b on the fifth too: the date comes before the cost.
    let sixth = json!({"shifts": [{"date": "2026-01-06", "from": "08:00", "to": "17:00"}]});
    let crews = [crew("a", 0, sixth), crew("b", 0, dear.clone())];
    check(Habit::NearestCrew, &two_days(&crews, &one), &["b5: x"]);
    let crews = [crew("a", 0, dear), crew("b", 0, json!({}))];
    check(Habit::NearestCrew, &street(&crews, &one), &["b5: x"]);
    let crews = [crew("a", 20, json!({})), crew("b", 0, json!({}))];
    check(Habit::NearestCrew, &street(&crews, &one), &["a5: x"]);
}

#[test]
fn a_crew_from_nowhere_is_near_until_it_has_a_stop() {
    // Would break: open routes would be far from everything, or near to everything for ever.
    let open = || json!({"start": null, "end": null});
    let jobs = [job("x", 50, json!({})), job("y", 100, json!({})), job("z", 45, json!({}))];
    let crews = [crew("a", 60, json!({})), crew("b", 0, open())];
    // b is at x for nothing; then y is 40 from a's yard, 50 from x; z is 5 from x, either side,
    // and before it is cheaper than behind by nothing: the first position has it.
    check(Habit::NearestCrew, &street(&crews, &jobs), &["a5: y", "b5: z x"]);
}

#[test]
fn priority_first_serves_the_urgent() {
    // Would break: who comes first by urgency, by due time and by arrival.
    let due = |hour: u32| json!({"due": format!("2026-01-05T{hour}:00:00Z"), "latePerHour": 0});
    let jobs = [
        job("low", 10, json!({"priority": "LOW"})),
        job("due-later", 10, due(16)),
        job("no-due", 10, json!({})),
        job("due-sooner", 10, due(12)),
        job("emergency", 10, json!({"priority": "EMERGENCY"})),
        job("high", 10, json!({"priority": "HIGH"})),
        job("came-first", 10, received(7)),
    ];
    let order = ["emergency", "high", "due-sooner", "due-later", "came-first", "no-due", "low"];
    for most in 1..=order.len() {
        let crews = [crew("a", 0, json!({"max": {"jobs": most}}))];
        let plan = by_habit(Habit::PriorityFirst, &Desk::open(&street(&crews, &jobs)));
        let mut out: Vec<&str> = plan.unassigned.iter().map(|u| u.job.as_str()).collect();
        let mut right = order[most..].to_vec();
        out.sort_unstable();
        right.sort_unstable();
        assert_eq!(out, right, "of {most} jobs");
    }
}

#[test]
fn priority_first_takes_the_cheapest_place() {
    // Would break: the greedy baseline would be weaker than it says.
    let crews = [crew("a", 0, json!({})), crew("b", 100, json!({}))];
    let jobs = [job("far", 50, json!({})), job("way", 25, json!({})), job("near", 95, json!({}))];
    // 50 is as far from both: the first crew. 25 is on its way, for nothing; first in the route.
    check(Habit::PriorityFirst, &street(&crews, &jobs), &["a5: way far", "b5: near"]);
    let crews = [crew("a", 0, json!({}))];
    check(Habit::PriorityFirst, &two_days(&crews, &jobs[..1]), &["a5: far"]);
}

#[test]
fn zones_are_drawn_by_travel_alone() {
    // Would break: which crew's zone a job is in.
    let crews = [crew("a", 0, json!({})), crew("b", 100, json!({}))];
    let jobs = [
        job("j90", 90, json!({})),
        job("j10", 10, json!({})),
        job("j20", 20, json!({})),
        job("j80", 80, json!({})),
        job("j50", 50, json!({})),
    ];
    // The centres are 90 (farthest from a's yard) and 10; 50 is as far from both: a's. On the way
    // out or on the way home costs the same, and the earlier position has it.
    check(Habit::Zoned, &street(&crews, &jobs), &["a5: j50 j20 j10", "b5: j80 j90"]);
    // Equally far places: the first of the request is the centre, and a takes it.
    let mirror = [crew("a", 60, json!({})), crew("b", 60, json!({}))];
    let jobs = [job("right", 80, json!({})), job("left", 40, json!({}))];
    check(Habit::Zoned, &street(&mirror, &jobs), &["a5: right", "b5: left"]);
}

#[test]
fn the_next_zone_helps() {
    // Would break: jobs would be left out though the neighbour may and can serve them.
    let gas = json!({"skills": [{"id": "gas", "level": 1}]});
    let jobs = [
        job("j90", 90, json!({})),
        job("j10", 10, json!({})),
        job("boiler", 15, gas.clone()),
        job("j20", 20, json!({})),
    ];
    let crews = [crew("a", 0, json!({})), crew("b", 100, gas.clone())];
    check(Habit::Zoned, &street(&crews, &jobs), &["a5: j20 j10", "b5: boiler j90"]);
    let few = json!({"max": {"jobs": 1}});
    let crews = [crew("a", 0, few), crew("b", 100, gas)];
    check(Habit::Zoned, &street(&crews, &jobs), &["a5: j10", "b5: j20 boiler j90"]);
}

#[test]
fn crews_without_a_zone_help_last() {
    // Would break: with more crews than places, somebody's work would have no zone.
    let most = json!({"max": {"jobs": 1}});
    let jobs = [job("x", 10, json!({})), job("y", 10, json!({}))];
    let crews = [crew("a", 0, most.clone()), crew("b", 10, json!({}))];
    check(Habit::Zoned, &street(&crews, &jobs), &["a5: x", "b5: y"]);
    // A crew from nowhere takes the centre that was chosen first.
    let open = json!({"start": null, "end": null});
    let jobs = [job("x", 10, json!({})), job("y", 90, json!({}))];
    let crews = [crew("a", 0, open), crew("b", 0, json!({}))];
    check(Habit::Zoned, &street(&crews, &jobs), &["a5: x", "b5: y"]);
}

#[test]
fn what_is_in_the_book_comes_first() {
    // Would break: a habit would be blamed for appointments that were made before it was asked.
    let most = |n: i64| json!({"max": {"jobs": n}});
    let pinned = json!({"pin": {"crew": "a"}});
    let jobs = [
        job("early", 10, received(6)),
        job("must", 10, json!({"mandatory": true, "priority": "LOW"})),
        job("pinned", 10, merged(pinned, received(9))),
    ];
    for habit in Habit::ALL {
        check(habit, &street(&[crew("a", 0, most(1))], &jobs), &["a5: pinned"]);
        let plan = by_habit(habit, &Desk::open(&street(&[crew("a", 0, most(2))], &jobs)));
        assert_eq!(plan.unassigned.len(), 1);
        assert_eq!(plan.unassigned[0].job, "early", "{}", habit.name());
    }
    // Who has one shift to go to comes before who has two.
    let free = json!({"mandatory": true, "receivedAt": "2026-01-01T08:00:00Z"});
    let tied = json!({"mandatory": true, "crews": {"required": ["a"]}});
    let jobs = [job("free", 10, free), job("tied", 10, tied)];
    let crews = [crew("a", 10, most(1)), crew("b", 100, most(1))];
    for habit in Habit::ALL {
        check(habit, &street(&crews, &jobs), &["a5: tied", "b5: free"]);
    }
}

fn merged(mut a: Value, b: Value) -> Value {
    merge(&mut a, b);
    a
}

#[test]
fn what_waits_for_a_job_comes_in_its_turn() {
    // Would break: a job that follows another jumps the queue as soon as that one is served, or
    // brings one in and is left out itself.
    let day = |jobs: i64| crew("a", 0, json!({"max": {"jobs": jobs}}));
    let after = |hour, first: &str| {
        merged(received(hour), json!({"after": [{"job": first}], "priority": "NORMAL"}))
    };
    let [one, two] = [7, 8].map(|hour| merged(received(hour), json!({"priority": "NORMAL"})));
    let early = json!([{"date": "2026-01-05", "from": "08:00", "to": "08:30"}]);
    let one = merged(one, json!({"startWindows": early}));
    let jobs = [job("first", 5, one), job("free", 10, two), job("then", 15, after(9, "first"))];
    for habit in Habit::ALL {
        check(habit, &street(&[day(2)], &jobs), &["a5: first free"]);
    }
    let late = merged(received(9), json!({"priority": "NORMAL"}));
    let jobs = [job("then", 15, after(7, "first")), job("first", 5, late)];
    for habit in Habit::ALL {
        check(habit, &street(&[day(2)], &jobs), &["a5: first then"]);
        check(habit, &street(&[day(1)], &jobs), &["a5: first"]);
    }
}

#[test]
fn every_habit_says_what_it_does() {
    // Would break: a habit nobody can look up.
    let mut names: Vec<&str> = Habit::ALL.map(Habit::name).to_vec();
    names.dedup();
    assert_eq!(names.len(), 4);
    for habit in Habit::ALL {
        assert!(habit.doc().contains("ies:"), "{} tells its ties", habit.name());
        assert!(!habit.line().is_empty());
    }
}
