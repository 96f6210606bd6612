//! The engine from end to end: the same plan on any number of threads, warm starts, replays, and
//! the Python judge's word on every plan.

use crate::desk::{Desk, judge};
use callboard::generate::{Kind, Options, generate};
use callboard::wire::plan::{Plan, Status};
use serde_json::{Value, json};

fn demo_day() -> Value {
    read("instances/demo/day.json")
}

fn read(path: &str) -> Value {
    let path = format!("{}/{path}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_slice(&std::fs::read(path).expect("it is in the repository")).expect("JSON")
}

fn generated(kind: Kind, jobs: usize, seed: u64, lunch: bool) -> Value {
    generate(kind, &Options { seed, jobs, lunch, ..Options::default() })
}

fn on_threads(threads: usize, request: &Value, work: u64) -> Plan {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
    pool.install(|| Desk::open(request).plan(work))
}

// If this fails, the same request gives different plans on different machines.
#[test]
fn the_plan_does_not_depend_on_threads() {
    let mut requests = vec![demo_day(), read("instances/demo/week.json")];
    for seed in 1..=9 {
        requests.push(generated(Kind::Day, 40, seed, true));
        requests.push(generated(Kind::Techday, 60, seed, seed % 2 == 0));
    }
    assert_eq!(requests.len(), 20);
    for (i, request) in requests.iter().enumerate() {
        let one = on_threads(1, request, 600);
        for threads in [2, 4] {
            let other = on_threads(threads, request, 600);
            assert_eq!(one, other, "request {i} on {threads} threads");
        }
    }
}

// If this fails, a day or a week with prices of hours, lateness and promises is never proven.
#[test]
fn prices_of_time_do_not_keep_from_a_proof() {
    let days = (1..=4).map(|seed| generated(Kind::Day, 25, seed, seed % 2 == 0));
    let week =
        |seed| generate(Kind::Week, &Options { seed, installs: Some(20), ..Options::default() });
    for request in days.chain([1, 2].map(week)) {
        let plan = Desk::open(&request).plan(1500);
        let name = &request["run"]["name"];
        assert_eq!(plan.relaxed, Vec::<String>::new(), "{name}");
        assert_eq!(plan.status, Status::Optimal, "{name}: {} {:?}", plan.cost, plan.bound);
    }
}

// If this fails, the planner prints plans that an independent reading of the contract refuses.
#[test]
fn the_judge_accepts_every_plan() {
    let mut desks: Vec<Desk> = ["first", "day", "week"]
        .iter()
        .map(|name| Desk::open(&read(&format!("instances/demo/{name}.json"))))
        .collect();
    for seed in 1..=6 {
        desks.push(Desk::open(&generated(Kind::Day, 30, seed, seed % 2 == 0)));
        desks.push(Desk::open(&generated(Kind::Techday, 40, seed, seed % 2 == 1)));
        let options =
            Options { seed, installs: Some(20), parts: 3, together: 3, ..Options::default() };
        desks.push(Desk::open(&generate(Kind::Week, &options)));
    }
    let plans: Vec<Plan> = desks.iter_mut().map(|d| d.plan(1500)).collect();
    let pairs: Vec<(&[u8], &Plan)> = desks.iter().map(|d| &d.text[..]).zip(&plans).collect();
    for (i, broken) in judge(&pairs).into_iter().enumerate() {
        assert!(broken.is_empty(), "plan {i}: {broken:#?}");
    }
}

// If this fails, planning on from a published plan throws it away.
#[test]
fn a_given_plan_is_a_floor() {
    let request = demo_day();
    let first = Desk::open(&request).plan(2000);
    let mut again = request.clone();
    again["problem"]["plan"] = serde_json::to_value(&first).expect("a plan is JSON");
    let second = Desk::open(&again).plan(1);
    assert!(first.pace.is_empty(), "its work says all");
    assert!(second.cost <= first.cost, "{} after {}", second.cost, first.cost);
    let mut other = request;
    other["run"] = json!({"seed": 7});
    assert_eq!(first.request_hash, Desk::open(&other).case.request_hash, "run is not the problem");
}

// If this fails, a run by seconds cannot be repeated from the work and the pace it reports.
#[test]
fn a_run_by_seconds_is_repeated_by_its_work_and_pace() {
    use callboard::solve::{Budget, Stop};
    // Too large for a bound in so short a time, which could end the run.
    for mut request in [generated(Kind::Day, 120, 9, true), generated(Kind::Techday, 150, 9, true)]
    {
        let desk = Desk::open(&request);
        let stop = Stop::default();
        // Long enough for some guesses where other work takes most of the machine.
        let length = std::time::Duration::from_millis(2000);
        let budget = Budget::new(std::time::Instant::now(), length, None, &stop);
        let (case, travel, prices) = (&desk.case, &desk.travel, &desk.prices);
        let watch = &mut |_: callboard::solve::Progress| {};
        let timed = callboard::solve::plan(case, travel, prices, &budget, watch);
        let timed = timed.expect("a plan").into_inner();
        assert!(timed.pace.len() > 5, "it guesses again on the way: {:?}", timed.pace);
        request["run"]["pace"] = serde_json::to_value(&timed.pace).expect("marks are JSON");
        let again = Desk::open(&request).plan(timed.work);
        assert_eq!(timed.plan_hash, again.plan_hash, "after {} moves", timed.work);
        assert_eq!(timed.pace, again.pace, "so that the repetition can be repeated");
        assert!(Desk::open(&generated(Kind::Day, 20, 9, true)).plan(50).pace.is_empty());
    }
}

// If this fails, a crew whose day costs more than any one of its jobs is never sent out.
#[test]
fn work_that_pays_only_together_is_served() {
    let jobs: Vec<Value> = (0..12)
        .map(|i| {
            let place = json!({"lat": 37.3 + 0.001 * f64::from(i), "lon": -121.9});
            json!({"id": format!("j{i}"), "place": place, "duration": "PT30M", "value": 10_000})
        })
        .collect();
    let start = json!({"lat": 37.3, "lon": -121.9});
    let crew = json!({"id": "c", "start": start, "end": start, "costs": {"perDayUsed": 30_000}});
    let mut desk = Desk::open(&json!({"problem": {"jobs": jobs, "crews": [crew]}}));
    let plan = desk.plan(200);
    assert_eq!((plan.kpis.jobs, plan.cost), (12, 30_000));
}
