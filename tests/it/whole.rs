//! Quotas, buffers and fairness: brute force and the reference model agree, the search finds the
//! same, and verifier and judge accept what it prints and refuse what breaks a limit.

mod draw;
mod slow;

use crate::against::{self, decisive, each_decides, found_and_accepted, plan_all};
use crate::brute::verified;
use crate::desk::{Desk, judge};
use crate::tiny::given;
use callboard::exact::highs::Limits;
use callboard::exact::packing::{self, Column};
use callboard::exact::{compact, enumerate};
use callboard::model::solution::Solution;
use callboard::rng::Rng;
use callboard::search::insert::best_in_route;
use callboard::search::ruin::take_out;
use callboard::search::state::State;
use callboard::units::{Millis, UNITS_PER_MINOR};
use callboard::verify::{parse_plan, verify};
use callboard::wire::plan::{Plan, Verdict};
use draw::{GRID, draw};
use rayon::prelude::*;
use serde_json::{Value, json};

/// Requests that are compared.
const CASES: usize = 500;

/// What must decide something in one request of twenty.
const PARTS: [&str; 9] = [
    "quotas",
    "perType",
    "buffers",
    "unfairPerHour",
    "history",
    "measure",
    "territories",
    "per",
    "keepsFor",
];

fn drawn() -> Vec<(u64, Value)> {
    let all = (1..).map(|seed| (seed, draw(seed)));
    all.filter(|(_, r)| given(r, GRID, |_| ()).is_some()).take(CASES).collect()
}

fn exact(request: &Value) -> i128 {
    given(request, GRID, |g| slow::best(g, request)).expect("admitted before")
}

/// Some of them with what the best plan costs.
pub fn optima(count: usize) -> Vec<(Value, Millis, i128)> {
    against::optima(drawn().into_iter().map(|d| d.1), (count, GRID), exact)
}

/// Takes a key out of every entry of a list.
fn cut(list: &mut Value, key: &str) -> bool {
    let entries = list.as_array_mut().into_iter().flatten();
    let each = entries.map(|one| one.as_object_mut().is_some_and(|o| o.remove(key).is_some()));
    each.fold(false, |any, one| any | one)
}

/// The request without one part of its limits; `None` where it has none.
fn without(request: &Value, part: &str) -> Option<Value> {
    let mut out = request.clone();
    let found = match part {
        "quotas" | "buffers" => out["problem"].as_object_mut()?.remove(part).is_some(),
        "perType" => cut(&mut out["problem"]["crews"], "max"),
        "history" => cut(&mut out["problem"]["crews"], part),
        "unfairPerHour" => out["policy"]["prices"].as_object_mut()?.remove(part).is_some(),
        "measure" => out["policy"].as_object_mut()?.remove("fairness").is_some(),
        "keepsFor" => {
            let buffers = out["problem"].get_mut("buffers")?.as_array_mut()?;
            buffers.iter_mut().for_each(|buffer| buffer["keepsFor"] = json!([]));
            true
        }
        _ => cut(out["problem"].get_mut("quotas")?, part),
    };
    found.then_some(out)
}

// If this fails, brute force and the reference model disagree about a limit on the whole plan, or
// some part of one decides so seldom that nobody would notice if it were ignored.
#[test]
fn two_ways_to_the_same_cost() {
    let bound: Vec<Vec<&str>> = drawn()
        .par_iter()
        .map(|(seed, request)| {
            let units = exact(request);
            given(request, GRID, |given| {
                let model = compact::solve(given.problem).unwrap_or_else(|e| panic!("{seed}: {e}"));
                let want = units as f64 / UNITS_PER_MINOR as f64;
                let priced = model.solution.cost(given.problem);
                let told = format!("{seed}: {} not {want}, {priced:?}", model.objective);
                assert!((model.objective - want).abs() <= 1e-6 * want.max(1.0), "{told}");
                assert_eq!(priced, Some(units), "{told}");
                assert!(given.problem.whole.holds(given.problem, &model.solution), "{told}");
                let refused = verified(given, &model.solution).err();
                assert!(refused.is_none(), "{seed}: {refused:?} {:?}", model.solution);
            });
            decisive(&PARTS, (request, units), without, exact)
        })
        .collect();
    each_decides(&PARTS, &bound);
}

// If this fails, the search prints plans that break a quota or a buffer, misses what brute force
// finds, or an independent reading of the contract refuses what it prints.
#[test]
fn the_search_keeps_limits_and_finds_the_best() {
    found_and_accepted(&plan_all(&drawn(), exact), 97);
}

// If this fails, "proven" is said of a plan that a quota forbids or that is not the best, or a
// packing of routes breaks a limit.
#[test]
fn proofs_and_packings_keep_limits() {
    let told: Vec<(bool, bool)> = drawn()
        .par_iter()
        .map(|(seed, request)| {
            let units = exact(request);
            given(request, GRID, |given| {
                let problem = given.problem;
                let proven = enumerate::prove(problem);
                if let Some((solution, bound)) = &proven {
                    assert_eq!(*bound, units, "{seed}: {:?}", solution.routes);
                    assert!(problem.whole.holds(problem, solution), "{seed}");
                }
                if problem.linked {
                    return (proven.is_some(), false);
                }
                let columns: Vec<Column> = slow::routes(given, request)
                    .into_iter()
                    .map(|(s, cost, visits)| {
                        let shift = &problem.shifts[s];
                        Column { class: shift.team_class, visits, cost: cost + shift.day_cost }
                    })
                    .collect();
                let first = Solution::empty(problem);
                let packed = packing::pack(problem, &columns, &first, &Limits::NONE);
                let cost = packed.as_ref().unwrap_or(&first).cost(problem).expect("it has times");
                let held = packed.is_none_or(|s| problem.whole.holds(problem, &s));
                assert!(held && cost >= units, "{seed}: {cost}, at best {units}");
                let sums = !problem.whole.buffers.is_empty() || problem.whole.fair.is_some();
                assert!(sums || cost == units, "{seed}: packed {cost}, brute force {units}");
                (proven.is_some(), cost == units)
            })
            .expect("admitted before")
        })
        .collect();
    let proven = told.iter().filter(|t| t.0).count();
    let packed = told.iter().filter(|t| t.1).count();
    println!("of {CASES}: {proven} proven, {packed} packed to the best");
    assert!(proven * 10 >= CASES && packed * 2 >= CASES, "{proven} proven, {packed} packed");
}

// If this fails, sums over routes drift while routes change and changes are undone.
#[test]
fn sums_are_true_after_every_change() {
    drawn().par_iter().take(120).for_each(|(seed, request)| {
        given(request, GRID, |given| {
            let problem = given.problem;
            let mut state = State::empty(problem);
            let mut rng = Rng::new(*seed);
            for step in 0..60 {
                let before = state.cost;
                let j = rng.below(problem.jobs.len());
                let v = problem.jobs[j].first_visit;
                let shifts = &problem.shifts_of[v as usize];
                if state.served(j) {
                    take_out(&mut state, j);
                    state.cost += problem.jobs[j].price;
                    // Between two others an emergency saves a leg that counts.
                    if !state.keeps_whole() {
                        state.rollback();
                        state.cost = before;
                    }
                } else if problem.jobs[j].is_free() && !shifts.is_empty() {
                    let s = shifts[rng.below(shifts.len())] as usize;
                    if let Some(place) = best_in_route(&state, s, v, i64::MAX / 4, &mut None) {
                        state.put(&place, v);
                        assert_eq!(state.cost - before, place.delta, "{seed} {step}");
                        assert!(state.keeps_whole(), "{seed} {step}: offered, and over a limit");
                        state.cost -= problem.jobs[j].price;
                    }
                }
                if rng.chance(0.4) {
                    state.rollback();
                    state.cost = before;
                } else {
                    state.commit();
                }
                assert!(state.sums_are_true(), "{seed} {step}");
                let slow = state.solution().cost(problem);
                assert_eq!(slow, Some(i128::from(state.cost)), "{seed} {step}");
            }
        });
    });
}

// If this fails, the plan hangs on how many threads there are.
#[test]
fn threads_change_nothing() {
    for (_, request) in drawn().iter().step_by(60) {
        let each = [1, 3].map(|threads| {
            let pool =
                rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
            pool.install(|| Desk::open(request).plan(150).plan_hash)
        });
        assert_eq!(each[0], each[1]);
    }
}

/// Jobs of an hour next door to the depot, and crews with nine hours a day.
fn next_door(jobs: &[Value], crews: &[&str]) -> Value {
    let crew = |id: &&str| json!({"id": id, "start": "d", "end": "d"});
    json!({"problem": {
        "horizon": {"from": "2026-12-07", "to": "2026-12-08"}, "places": [{"id": "d"}],
        "travel": {"matrix": {"places": ["d"], "seconds": [[0]]}},
        "crews": crews.iter().map(crew).collect::<Vec<_>>(), "jobs": jobs}})
}

fn hours(count: usize, hours: i64, more: Value) -> Vec<Value> {
    let each = (0..count).map(|k| {
        let mut job = json!({"id": format!("j{k}"), "place": "d", "value": 1000,
            "duration": format!("PT{hours}H")});
        for (key, value) in more.as_object().expect("keys") {
            job[key] = value.clone();
        }
        job
    });
    each.collect()
}

fn planned(request: &Value) -> Plan {
    let mut desk = Desk::open(request);
    let plan = desk.plan(200);
    let said = judge(&[(&desk.text[..], &plan)]);
    assert!(said[0].is_empty(), "{said:?}");
    plan
}

// If this fails, a third tune-up is put on a crew that may make two of them a day.
#[test]
fn a_third_tune_up_is_refused() {
    let tuesday = json!({"type": "TUNE_UP", "pin": {"date": "2026-12-08"}});
    let mut request = next_door(&hours(3, 1, tuesday), &["c"]);
    assert_eq!(planned(&request).kpis.jobs, 3);
    request["problem"]["crews"][0]["max"] = json!({"perType": {"TUNE_UP": 2}});
    let plan = planned(&request);
    assert_eq!(plan.kpis.jobs, 2);
    let reasons = &plan.unassigned[0].reasons;
    assert_eq!(reasons[0].code, "MAX_PER_TYPE");
    assert!(
        reasons[0].message.starts_with("at most 2 TUNE_UP on 2026-12-08, taken by j"),
        "{reasons:?}"
    );
    // Two shifts of one day share the limit; another day has its own.
    request["problem"]["crews"][0]["shifts"] =
        json!([{"from": "08:00", "to": "12:00"}, {"from": "13:00", "to": "17:00"}]);
    assert_eq!(planned(&request).kpis.jobs, 2);
    request["problem"]["jobs"][0].as_object_mut().expect("a job").remove("pin");
    assert_eq!(planned(&request).kpis.jobs, 3);
}

// If this fails, a Tuesday of which 15 % should be free is planned full, or an emergency cannot
// use what was kept for it.
#[test]
fn fifteen_percent_of_tuesday_stay_free() {
    let tuesday = json!({"pin": {"date": "2026-12-08"}});
    let mut request = next_door(&hours(20, 1, tuesday), &["a", "b"]);
    assert_eq!(planned(&request).kpis.jobs, 18);
    request["problem"]["buffers"] = json!([{"id": "tuesday", "days": ["TU"], "share": 0.15}]);
    let plan = planned(&request);
    assert_eq!(plan.kpis.jobs, 15, "18 hours less 2.7 are 15.3");
    let left = &plan.unassigned[0];
    assert_eq!((left.verdict, &left.reasons[0].code[..]), (Verdict::NoRoom, "BUFFER"));
    let said = &left.reasons[0].message;
    assert_eq!(said, "buffer tuesday keeps 15 % of 2026-12-08, of the rest PT18M is free");
    for k in 0..3 {
        request["problem"]["jobs"][k]["priority"] = json!("EMERGENCY");
    }
    assert_eq!(planned(&request).kpis.jobs, 18, "the time was kept for these");
    request["problem"]["buffers"][0]["keepsFor"] = json!([]);
    assert_eq!(planned(&request).kpis.jobs, 15);
    request["problem"]["buffers"][0]["days"] = json!(["MO"]);
    assert_eq!(planned(&request).kpis.jobs, 18);
}

// If this fails, whoever has worked most in the period before gets the next job all the same.
#[test]
fn the_next_job_goes_to_the_less_busy_crew() {
    let mut request = next_door(&hours(1, 2, json!({})), &["a", "b", "c"]);
    request["policy"] = json!({"prices": {"unfairPerHour": 100}});
    for (c, hours) in [5, 3, 1].into_iter().enumerate() {
        request["problem"]["crews"][c]["history"] = json!(format!("PT{hours}H"));
    }
    let plan = planned(&request);
    assert_eq!((&plan.routes[0].crew[..], plan.cost), ("c", 200), "5 and 3 and 3");
    assert_eq!(plan.costs[0].rule, "fairness");
    // Who is left out of it neither gets more nor makes others pay.
    request["problem"]["crews"][2]["fair"] = json!(false);
    let plan = planned(&request);
    assert_eq!((&plan.routes[0].crew[..], plan.cost), ("b", 0), "5 and 5");
}

// If this fails, a quota over all dates, or of some territory, lets through what it should not.
#[test]
fn quotas_count_by_date_or_in_all() {
    let mut request = next_door(&hours(6, 1, json!({"type": "INSTALL"})), &["a", "b"]);
    for k in 0..6 {
        request["problem"]["jobs"][k]["territory"] = json!(if k < 4 { "north" } else { "south" });
    }
    let mut with = |quota: Value| {
        request["problem"]["quotas"] = json!([quota]);
        planned(&request)
    };
    assert_eq!(with(json!({"id": "q", "max": 2})).kpis.jobs, 4, "two dates");
    assert_eq!(with(json!({"id": "q", "max": 2, "per": "HORIZON"})).kpis.jobs, 2);
    let north = json!({"id": "q", "max": 1, "territories": ["north"]});
    assert_eq!(with(north).kpis.jobs, 4, "one a day of the north, both of the south");
    let south = json!({"id": "q", "max": 0, "territories": ["south"], "types": ["INSTALL"]});
    let plan = with(south);
    assert_eq!(plan.kpis.jobs, 4);
    assert_eq!(plan.unassigned[0].verdict, Verdict::Impossible, "none is none");
    let crew = json!({"id": "q", "max": 0, "crews": ["a"]});
    assert!(with(crew).routes.iter().all(|r| r.crew == "b"));
    let plan = with(json!({"id": "q", "max": 5, "per": "HORIZON"}));
    let said = &plan.unassigned[0].reasons[0];
    assert_eq!((&said.code[..], plan.unassigned[0].verdict), ("QUOTA", Verdict::NoRoom));
    assert!(said.message.starts_with("quota q allows 5 in all, taken by j"), "{said:?}");
}

// If this fails, a request that names limits which nothing can reach is planned in another way.
#[test]
fn limits_out_of_reach_change_nothing() {
    let options = callboard::generate::Options { seed: 6, jobs: 30, ..Default::default() };
    let mut request = callboard::generate::generate(callboard::generate::Kind::Day, &options);
    let plain = Desk::open(&request).plan(150);
    request["problem"]["quotas"] = json!([{"id": "q", "max": 30}]);
    request["problem"]["buffers"] = json!([{"id": "b", "share": 0}]);
    request["policy"]["prices"]["unfairPerHour"] = json!(0);
    let plan = Desk::open(&request).plan(150);
    assert_eq!((plan.cost, plan.plan_hash), (plain.cost, plain.plan_hash));
}

// If this fails, a plan edited to break one of these rules passes verifier or judge.
#[test]
fn broken_limits_are_refused_twice() {
    let rules = ["quotas", "max-per-type", "buffers", "fairness"];
    let read = |rule: &str, file: &str| {
        let root = env!("CARGO_MANIFEST_DIR");
        std::fs::read(format!("{root}/instances/rules/{rule}/{file}.json")).expect("it is there")
    };
    let mut all = Vec::new();
    for rule in rules {
        let desk = Desk::read(read(rule, "request"));
        for (file, legal) in [("ok", true), ("bad", false)] {
            let plan = parse_plan(&read(rule, file)).expect("a plan");
            let found = verify(&desk.case, &desk.travel, &desk.prices, plan.clone());
            let named = found.err().map(|r| r.violations[0].rule.clone());
            assert_eq!(named.as_deref(), (!legal).then_some(rule), "{rule} {file}");
            all.push((rule, legal, desk.text.clone(), plan));
        }
    }
    let pairs: Vec<_> = all.iter().map(|(_, _, text, plan)| (&text[..], plan)).collect();
    for (said, (rule, legal, ..)) in judge(&pairs).iter().zip(&all) {
        assert_eq!(said.is_empty(), *legal, "{rule}: {said:?}");
        assert!(said.first().is_none_or(|s| s.contains(rule)), "{rule}: {said:?}");
    }
}
