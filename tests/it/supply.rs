//! A warehouse for drawn requests of few jobs, and for the slow truth the routes that call at it.

use crate::brute::Given;
use callboard::rng::Rng;
use callboard::units::MINUTE;
use callboard::wire::plan::Stop;
use serde_json::{Value, json};

/// Adds a warehouse at some place, which vans call at for what they lack.
pub fn add(seed: u64, problem: &mut Value, unit: i64) {
    let mut rng = Rng::new(seed ^ 0x68_75_62);
    let places = problem["places"].as_array().expect("places").len();
    let place = problem["places"][rng.below(places)]["id"].clone();
    let takes = format!("PT{}M", rng.range(0, 1) * unit);
    problem["warehouses"] = json!([{"id": "hub", "place": place, "duration": takes}]);
    for crew in problem["crews"].as_array_mut().expect("a list") {
        crew["stock"] = json!({"valve": rng.range(0, 2)});
        crew["tools"] = json!(if rng.chance(0.6) { vec!["saw"] } else { vec![] });
    }
    for job in problem["jobs"].as_array_mut().expect("a list") {
        if rng.chance(0.7) {
            job["uses"] = json!({"valve": rng.range(1, 2)});
        }
        if rng.chance(0.4) {
            job["tools"] = json!(["saw"]);
        }
    }
}

/// Requests of tied and of cut work with a warehouse, for other tests.
pub fn requests(count: usize) -> Vec<Value> {
    let some = |seed: u64| match seed.is_multiple_of(2) {
        true => crate::ties::draw::stocked(seed),
        false => crate::days::stocked(seed),
    };
    let right = |r: &Value| crate::tiny::given(r, MINUTE, |_| ()).is_some();
    (1..).map(some).filter(right).take(count).collect()
}

/// Whether a crew's van holds what these jobs need, one after the other.
pub fn holds<'j>(crew: &Value, jobs: impl Iterator<Item = &'j Value> + Clone) -> bool {
    let count = |value: &Value| value["valve"].as_i64().unwrap_or(0);
    let mut tools = jobs.clone().flat_map(|j| j["tools"].as_array().into_iter().flatten());
    let held = |tool| crew["tools"].as_array().is_some_and(|list| list.contains(tool));
    tools.all(held) && jobs.map(|j| count(&j["uses"])).sum::<i64>() <= count(&crew["stock"])
}

/// A route as it is and with a call at each of its gaps, as far as the van holds what it needs.
/// Each visit is a job of its own.
pub fn with_call(given: &Given, request: &Value, s: usize, route: Vec<u32>) -> Vec<Vec<u32>> {
    let crew = &request["problem"]["crews"][given.case.shifts[s].crew.at()];
    let job = |v: &u32| &request["problem"]["jobs"][*v as usize];
    let holds = |early: &[u32]| holds(crew, early.iter().map(job));
    let mut out = Vec::new();
    if given.problem.stock.is_some() {
        let call = given.problem.of_jobs() as u32;
        let gaps = (0..=route.len()).filter(|g| holds(&route[..*g]));
        out.extend(gaps.map(|g| [&route[..g], &[call], &route[g..]].concat()));
    }
    out.extend(holds(&route).then_some(route));
    out
}

// If this fails, the reference model serves what nobody holds where a shift has no time for a call.
#[test]
fn a_call_that_no_shift_has_time_for_is_none() {
    let crew = json!({"id": "van", "start": "yard",
        "shifts": [{"date": "2026-12-07", "from": "08:00", "to": "09:00"}]});
    let job = |id: &str| json!({"id": id, "place": "yard", "duration": "PT20M"});
    let (plain, mut needs) = (job("plain"), job("needs"));
    needs["tools"] = json!(["saw"]);
    let request = json!({"problem": {"timeZone": "America/New_York", "crews": [crew],
        "jobs": [plain, needs], "horizon": {"from": "2026-12-07", "to": "2026-12-07"},
        "places": [{"id": "yard"}],
        "travel": {"matrix": {"places": ["yard"], "seconds": [[0]], "metres": [[0]]}},
        "warehouses": [{"id": "hub", "place": "yard", "duration": "PT2H"}]}});
    let units = crate::tiny::given(&request, MINUTE, |given| crate::tiny::agreed("hub", given));
    assert!(units.expect("no fault") > 0, "one job is left out");
}

// If this fails, the call is taken for somebody's job where many jobs are left out.
#[test]
fn many_are_left_out_beside_a_warehouse() {
    let place = |k: usize| json!({"lat": 45.0 + 0.001 * (k * 7 % 80) as f64, "lon": -93.0});
    let job = |k: usize| {
        let tools = if k.is_multiple_of(2) { vec![] } else { vec!["saw"] };
        json!({"id": format!("j{k}"), "place": place(k), "duration": "PT1H", "value": 100 + k,
            "tools": tools})
    };
    let jobs: Vec<Value> = (0..80).map(job).collect();
    let crew = json!({"id": "c", "start": place(0), "end": place(0),
        "shifts": [{"from": "08:00", "to": "12:00"}]});
    let request = json!({"problem": {"horizon": {"from": "2026-12-07", "to": "2026-12-07"},
        "warehouses": [{"id": "hub", "place": place(5)}], "crews": [crew], "jobs": jobs}});
    let plan = crate::desk::Desk::open(&request).plan(2000);
    let served: usize = plan.routes.iter().flat_map(|r| &r.stops).filter_map(Stop::visit).count();
    assert!(served >= 3 && plan.unassigned.len() + served == 80, "{served} are served");
}
