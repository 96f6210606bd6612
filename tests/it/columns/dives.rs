//! Dives with pricing: what the lane finds by itself, beginning with nothing.

use super::Ear;
use crate::brute::verified;
use crate::tiny::given;
use callboard::exact::columns::{Effort, bound};
use callboard::model::solution::Solution;
use callboard::rng::Rng;
use callboard::units::{MINUTE, Units};
use serde_json::{Value, json};
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;

/// So many jobs that every one of some equal crews can do, each in a window of its own.
fn alike(jobs: usize, crews: usize) -> Value {
    let mut rng = Rng::new(7);
    let spots: Vec<(i64, i64)> = (0..=jobs).map(|_| (rng.range(0, 25), rng.range(0, 25))).collect();
    let drive = |a: &(i64, i64), b: &(i64, i64)| 60 * ((a.0 - b.0).abs() + (a.1 - b.1).abs());
    let row = |a: &(i64, i64)| -> Vec<i64> { spots.iter().map(|b| drive(a, b)).collect() };
    let rows: Vec<Vec<i64>> = spots.iter().map(row).collect();
    let ids: Vec<String> = (0..=jobs).map(|p| format!("p{p}")).collect();
    let places: Vec<Value> = ids.iter().map(|id| json!({"id": id})).collect();
    let matrix = json!({"places": ids, "seconds": rows, "metres": rows});
    let jobs: Vec<Value> = (0..jobs)
        .map(|j| {
            let hour = 8 + j % 8;
            let windows = json!([{"date": "2026-12-07", "from": format!("{hour:02}:00"),
                "to": format!("{hour:02}:45")}]);
            json!({"id": format!("j{j}"), "place": ids[j], "duration": "PT40M",
                "startWindows": windows})
        })
        .collect();
    let crew = |c: usize| {
        json!({"id": format!("c{c}"), "start": ids[jobs.len()], "end": ids[jobs.len()],
            "costs": {"perHour": 4000},
            "shifts": [{"date": "2026-12-07", "from": "08:00", "to": "17:00"}]})
    };
    let crews: Vec<Value> = (0..crews).map(crew).collect();
    json!({"problem": {"timeZone": "America/New_York", "crews": crews, "jobs": jobs,
        "places": places, "travel": {"matrix": matrix},
        "horizon": {"from": "2026-12-07", "to": "2026-12-07"}}})
}

// If this fails, the lane breaks where one class has many visits, or its dives find nothing: then
// a bound comes alone, and days with lunch are planned as well as by search only.
#[test]
fn a_plan_near_the_bound_comes_from_nothing() {
    let found = given(&alike(150, 16), MINUTE, |given| {
        let nothing = Solution::empty(given.problem);
        let cost = Units::try_from(nothing.cost(given.problem).expect("prices")).expect("it fits");
        let ear = Ear { best: Mutex::new((cost, nothing)), proofs: Mutex::default() };
        let effort = Effort { labels: 100_000, all: 6_000_000 };
        bound(given.problem, &ear, effort, &AtomicBool::new(false));
        let (units, solution) = ear.best.into_inner().expect("nobody has it");
        let refused = verified(given, &solution).err();
        assert!(refused.is_none(), "{refused:?}");
        let proofs = ear.proofs.into_inner().expect("nobody has it");
        let least = proofs.last().expect("a bound").bound;
        (i128::from(cost), i128::from(units), least)
    });
    let (nothing, plan, least) = found.expect("no fault");
    println!("nothing costs {nothing}, the plan {plan}, no plan less than {least}");
    assert!(least <= plan, "{least} is above {plan}");
    assert!((plan - least) * 50 < nothing - least, "{plan} is more than 2 % above {least}");
}
