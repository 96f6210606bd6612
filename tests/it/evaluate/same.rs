//! A plan of the planner, evaluated as if a hand had made it.

use super::{answer, evaluate, file, planned, ready};
use crate::brute::verified;
use crate::desk::{Desk, judge};
use crate::tiny::{drawn, given};
use callboard::generate::{Kind, Options, generate};
use callboard::model::solution::Solution;
use callboard::rng::Rng;
use callboard::wire::plan::{Engine, Plan, Status, Stop, Verdict};
use serde_json::{Value, json};

/// Requests with a plan each: the demos, generated days and weeks, and drawn mixes of all rules.
fn plans() -> Vec<(Value, Plan)> {
    let mut requests = vec![file("demo/first.json"), file("demo/day.json"), file("demo/week.json")];
    let linked = Options { installs: Some(20), parts: 3, together: 3, ..Options::default() };
    requests.push(generate(Kind::Week, &linked));
    requests.push(generate(Kind::Day, &Options { jobs: 40, lunch: true, ..Options::default() }));
    let large = requests.len();
    requests.extend(drawn(120));
    requests.extend(crate::ties::requests(80));
    requests.extend(crate::supply::requests(120));
    requests.extend(crate::days::requests(80));
    requests.extend(crate::shared::requests(80));
    let work = |i: usize| if i < large { 300 } else { 60 };
    requests.into_iter().enumerate().map(|(i, r)| (r.clone(), planned(&r, work(i)))).collect()
}

// If this fails, the price of a plan changes by looking at it, or a plan made by hand is published
// that an independent reading of the contract refuses.
#[test]
fn a_plan_left_alone_costs_what_it_costs() {
    let all = plans();
    assert!(all.len() > 100, "enough mixes of rules");
    let mut made = Vec::new();
    for (i, (request, plan)) in all.iter().enumerate() {
        let ready = ready(request, Some(plan));
        let found = answer(&ready, &json!({"reasons": i % 2 == 0}));
        assert!(found.legal, "{i}: {:#?}", found.violations);
        let moved = (found.before, found.delta, found.new_violations);
        assert_eq!((found.cost, moved), (plan.cost, (Some(plan.cost), Some(0), Some(vec![]))));
        assert!(found.routes.is_empty() && found.emptied.is_empty(), "{i}: nothing was changed");
        let kept = found.plan.expect("a legal plan is given whole");
        assert_eq!((kept.engine, kept.work, kept.bound), (Engine::Hand, 0, None));
        assert_eq!(kept.routes, plan.routes, "{i}");
        assert_eq!(kept.costs, plan.costs, "{i}");
        let open = |u: &&callboard::wire::plan::Unassigned| u.verdict == Verdict::Unknown;
        if i % 2 == 1 {
            assert_eq!(kept.unassigned.iter().filter(open).count(), kept.unassigned.len());
            assert_ne!(kept.status, Status::Infeasible, "{i}: nothing was proven");
        } else {
            assert_eq!(kept.unassigned, plan.unassigned, "{i}: the planner's own reasons");
        }
        made.push((Desk::open(request).text, kept));
    }
    let pairs: Vec<_> = made.iter().map(|(text, plan)| (&text[..], plan)).collect();
    for (i, broken) in judge(&pairs).into_iter().enumerate() {
        assert!(broken.is_empty(), "plan {i}: {broken:#?}");
    }
}

/// Where each job of one visit stands: job, shift, and the job before it.
fn places(plan: &Plan, request: &Value) -> Vec<(String, String, Option<String>)> {
    let jobs = request["problem"]["jobs"].as_array().expect("jobs");
    let many = |id: &str| {
        let job = jobs.iter().find(|j| j["id"] == id).expect("a job of the request");
        !job["parts"].is_null() || !job["together"].is_null()
    };
    let mut out = Vec::new();
    for route in &plan.routes {
        let mut before = None;
        for stop in &route.stops {
            let Stop::Visit(stop) = stop else { continue };
            if !many(&stop.job) {
                out.push((stop.job.clone(), route.shift.clone(), before.clone()));
            }
            before = Some(stop.job.clone());
        }
    }
    out
}

// If this fails, dragging a job away and back leaves another plan behind.
#[test]
fn there_and_back_is_where_it_was() {
    let request = file("demo/week.json");
    let plan = planned(&request, 300);
    let first = ready(&request, Some(&plan));
    for (job, shift, before) in places(&plan, &request).iter().step_by(3) {
        let out = answer(&first, &json!({"change": {"job": job}}));
        assert!(out.unassigned.contains(job), "{job} is taken out");
        assert_eq!(out.delta, Some(out.cost - plan.cost));
        let Some(without) = out.plan else { panic!("{job}: {:?}", out.violations) };
        let second = ready(&request, Some(&without));
        let back =
            answer(&second, &json!({"change": {"job": job, "shift": shift, "after": before}}));
        assert!(back.legal, "{job}: {:?}", back.violations);
        assert_eq!((back.cost, back.before), (plan.cost, Some(without.cost)), "{job}");
        assert_eq!(back.plan.expect("legal").routes, plan.routes, "{job}");
    }
}

// If this fails, a change is priced otherwise than the same routes would be from scratch.
#[test]
fn a_change_costs_what_its_routes_cost() {
    let (mut legal, mut illegal) = (0, 0);
    for (seed, request) in drawn(160).into_iter().enumerate() {
        let linked = request["problem"]["jobs"][0].get("together").is_some();
        // Calls follow the jobs by themselves, so that the routes here would lack them.
        if request["problem"].get("warehouses").is_some() {
            continue;
        }
        let plan = planned(&request, 60);
        let base = ready(&request, Some(&plan));
        let mut rng = Rng::new(seed as u64);
        let right = given(&request, 1, |given| {
            let problem = given.problem;
            let mut hand = Solution::empty(problem);
            for (s, shift) in given.case.shifts.iter().enumerate() {
                let route = plan.routes.iter().filter(|r| r.shift == shift.id);
                for stop in route.flat_map(|r| &r.stops) {
                    let Stop::Visit(stop) = stop else { continue };
                    let job = given.case.jobs.iter().find(|j| j.id == stop.job).expect("known");
                    hand.routes[s].push(job.visits[stop.visit as usize - 1].0);
                }
            }
            let v = rng.range(0, problem.visits.len() as i64 - 1) as u32;
            let s = rng.range(0, problem.shifts.len() as i64 - 1) as usize;
            hand.routes.iter_mut().for_each(|r| r.retain(|&o| o != v));
            let at = rng.range(0, hand.routes[s].len() as i64) as usize;
            let before = at.checked_sub(1).map(|k| hand.routes[s][k]);
            let id = |v: u32| given.case.jobs[given.case.visits[v as usize].job.at()].id.clone();
            hand.routes[s].insert(at, v);
            let ask = json!({"change": {"job": id(v), "visit": given.case.visits[v as usize].number,
                "shift": given.case.shifts[s].id, "after": before.map(id)}});
            let timed = hand.schedules(problem).is_ok();
            (ask, timed.then(|| verified(given, &hand).ok().map(|plan| plan.cost)).flatten())
        });
        let Some((ask, right)) = right.filter(|_| !linked) else { continue };
        let found = answer(&base, &ask);
        assert_eq!(found.legal, right.is_some(), "{ask} {:?}", found.violations);
        if let Some(cost) = right {
            legal += 1;
            assert_eq!((found.cost, found.delta), (cost, Some(cost - plan.cost)), "{ask}");
        } else {
            illegal += 1;
        }
    }
    assert!(legal > 20 && illegal > 20, "{legal} legal, {illegal} illegal");
}

// If this fails, a hand-made plan without anything to compare with is refused or compared.
#[test]
fn without_a_base_there_is_no_before() {
    let request = file("rules/skills/request.json");
    let ready = ready(&request, None);
    let visits = json!(["J1", {"job": "J2", "visit": 1}]);
    let ask = json!({"routes": [{"shift": "c1/2026-12-07", "visits": visits}]});
    let found = answer(&ready, &ask);
    assert!(found.legal, "{:?}", found.violations);
    assert_eq!((found.before, found.delta, found.new_violations), (None, None, None));
    assert_eq!((found.routes.len(), found.kpis.jobs), (1, 2));
    let nothing = evaluate(&ready, &json!({})).expect("serving nothing is a plan");
    assert_eq!(nothing.unassigned, ["J1", "J2"]);
    assert!(nothing.legal && nothing.cost > found.cost);
}
