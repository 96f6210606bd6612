//! Pricing against all routes there are.

use super::family::Family;
use super::graph::Graph;
use super::label::Rule;
use super::price::{Ask, price};
use super::sheet::Duals;
use crate::fault::Faults;
use crate::intake::admit;
use crate::model::problem::Problem;
use crate::rng::Rng;
use crate::rules::Prices;
use crate::travel::Travel;
use crate::units::Units;
use serde_json::{Value, json};
use std::sync::atomic::AtomicBool;

/// The graph of a request with one shift.
fn with_graph<T>(crew: &Value, jobs: &[Value], look: impl FnOnce(&Graph) -> T) -> T {
    with_graphs(std::slice::from_ref(crew), jobs, |_, graphs| look(&graphs[0]))
}

/// The graphs of a request's shifts.
fn with_graphs<T>(
    crews: &[Value],
    jobs: &[Value],
    look: impl FnOnce(&Problem, &[Graph]) -> T,
) -> T {
    let request = json!({"problem": {"crews": crews, "jobs": jobs}});
    let case = admit(request.to_string().as_bytes()).expect("a request");
    let travel = Travel::of(&case);
    let prices = Prices::of(&case, &travel, &mut Faults::default()).expect("prices");
    let (problem, _) = Problem::compile(&case, &travel, &prices);
    let shifts = 0..problem.shifts.len() as u32;
    let graphs: Vec<Graph> = shifts.map(|s| Graph::of(&problem, vec![s], 0, &[])).collect();
    look(&problem, &graphs)
}

fn ask(rule: Rule, stop: &AtomicBool) -> Ask<'_> {
    let (labels, most) = (1_000_000, 1000);
    let (last, arcs, table) = (labels, usize::MAX, usize::MAX);
    Ask { rule, below: 0, most, labels, last, arcs, ng: None, table, stop }
}

// If this fails, the best of too many routes are taken for all there are, and a plan is called
// the best that is not.
#[test]
fn a_list_that_is_cut_short_is_none() {
    let job = |k: i64| {
        let place = json!({"lat": 37.0 + k as f64 / 1000.0, "lon": -121.9});
        json!({"id": format!("j{k}"), "duration": "PT10M", "place": place})
    };
    let jobs: Vec<Value> = (0..5).map(job).collect();
    let crew = json!({"id": "c", "start": {"lat": 37.0, "lon": -121.9}});
    with_graph(&crew, &jobs, |graph| {
        let duals = Duals { visit: vec![0; 5], class: vec![0], ..Duals::default() };
        let stop = AtomicBool::new(false);
        let ask = Ask { below: Units::MAX / 8, ..ask(Rule::SameSet, &stop) };
        let list = |most| price(graph, &duals, &Ask { most, ..ask }, None);
        let whole = list(1000);
        assert_eq!((whole.routes.len(), whole.aborted), (31, false), "every set of five");
        for most in [1, 30, 31] {
            assert!(list(most).aborted, "cut at {most}");
        }
        assert!(!list(32).aborted);
    });
}

/// A shift of a morning and six jobs, some of them at hours of their own.
fn drawn(rng: &mut Rng) -> (Value, Vec<Value>) {
    let at = |rng: &mut Rng| {
        let (north, east) = (rng.range(0, 300) as f64 / 1000.0, rng.range(0, 300) as f64 / 1000.0);
        json!({"lat": 37.0 + north, "lon": -121.9 + east})
    };
    let shift = json!({"date": "2026-01-05", "from": "08:00", "to": "13:00"});
    let mut crew = json!({"id": "c", "start": at(rng), "shifts": [shift]});
    crew["costs"] = json!({"perDrivingHour": 3600, "perHour": 1800 * rng.range(0, 1)});
    let job = |k: i64| {
        let minutes = format!("PT{}M", rng.range(5, 40));
        let mut job = json!({"id": format!("j{k}"), "duration": minutes, "place": at(rng)});
        if rng.chance(0.5) {
            let hour = rng.range(8, 11);
            let (from, to) = (format!("{hour:02}:00:00Z"), format!("{:02}:30:00Z", hour + 1));
            let day = |time: String| format!("2026-01-05T{time}");
            job["startWindows"] = json!([{"earliest": day(from), "latest": day(to)}]);
        }
        job
    };
    let jobs = (0..6).map(job).collect();
    (crew, jobs)
}

/// The least reduced cost of all routes that go on from this one.
fn least_of_all(graph: &Graph, duals: &Duals, route: &mut Vec<u32>) -> Units {
    let mut least = Units::MAX / 8;
    for v in graph.nodes.iter().map(|n| n.visit) {
        if route.contains(&v) {
            continue;
        }
        route.push(v);
        if let Some(cost) = graph.cost(route) {
            let worth: Units = route.iter().map(|&v| duals.visit[v as usize]).sum();
            least = least.min(cost - worth).min(least_of_all(graph, duals, route));
        }
        route.pop();
    }
    least
}

// If this fails, a bound is above the best plan: with a short memory a route is passed over
// that has none of its visits twice.
#[test]
fn short_memories_pass_over_no_route() {
    let mut rng = Rng::new(9);
    let (mut paid, mut lower) = (0, 0);
    for case in 0..3000 {
        let (crew, jobs) = drawn(&mut rng);
        with_graph(&crew, &jobs, |graph| {
            let alone = |v: u32| graph.cost(&[v]).unwrap_or(0);
            let visit = (0..6).map(|v| alone(v) * rng.range(20, 250) / 100).collect();
            let duals = Duals { visit, class: vec![0], ..Duals::default() };
            let stop = AtomicBool::new(false);
            let true_least = least_of_all(graph, &duals, &mut Vec::new());
            // At this limit all that can be passed over is.
            let ask = Ask { below: true_least + 1, ..ask(Rule::Exact, &stop) };
            let least = |ng| {
                let priced = price(graph, &duals, &Ask { ng, ..ask }, None);
                assert!(!priced.aborted);
                priced.least
            };
            assert_eq!(least(None), Some(true_least), "case {case}");
            for ng in [1, 2, 3] {
                let said = least(Some(ng)).expect("a route that pays");
                assert!(said <= true_least, "case {case}: {said} with {ng}, {true_least}");
                lower += usize::from(said < true_least);
            }
            // With hardly any labels the table bounds them all.
            let priced = price(graph, &duals, &Ask { labels: 2, last: 2, ..ask }, None);
            assert!(
                !priced.aborted && priced.least.is_some_and(|l| l <= true_least),
                "case {case}"
            );
            paid += usize::from(true_least < 0);
        });
    }
    assert!(paid > 1000 && lower > 200, "{paid} {lower}");
}

// If this fails, a family calls a route too dear that pays, and a bound is above the best plan.
#[test]
fn a_family_hides_no_route_of_its_members() {
    let mut rng = Rng::new(11);
    let (mut paid, mut kept) = (0, 0);
    for case in 0..1000 {
        let (mut crew, mut jobs) = drawn(&mut rng);
        if rng.chance(0.7) {
            let lunch =
                json!({"id": "l", "duration": "PT30M", "earliest": "09:30", "latest": "11:00"});
            crew["breaks"] = json!([lunch]);
        }
        for job in jobs.iter_mut().filter(|_| rng.chance(0.3)) {
            job["skills"] = json!([{"id": "boiler"}]);
        }
        let crews: Vec<Value> = (0..4).map(|k| member(&crew, k, &mut rng)).collect();
        with_graphs(&crews, &jobs, |problem, graphs| {
            let stop = AtomicBool::new(false);
            let families = Family::all(problem, graphs, &stop);
            assert_eq!(families.len(), 1, "case {case}: hours and prices are the same");
            let alone = |v: u32| graphs.iter().filter_map(|g| g.cost(&[v])).min().unwrap_or(0);
            let visit = (0..6).map(|v| alone(v) * rng.range(20, 250) / 100).collect();
            let duals = Duals { visit, class: vec![0; 4], ..Duals::default() };
            let tables = [families[0].table(&duals, usize::MAX, &stop)];
            for (g, graph) in graphs.iter().enumerate().filter(|(_, graph)| !graph.is_empty()) {
                let kin = Family::kin(&families, &tables, g);
                assert!(kin.is_some());
                let least = least_of_all(graph, &duals, &mut Vec::new());
                // At this limit all that can be passed over is.
                let ask = Ask { below: least + 1, ..ask(Rule::Exact, &stop) };
                let priced = price(graph, &duals, &ask, kin);
                assert_eq!(priced.least, Some(least), "case {case}, graph {g}");
                for ng in [1, 3] {
                    let said = price(graph, &duals, &Ask { ng: Some(ng), ..ask }, kin).least;
                    assert!(said.is_some_and(|said| said <= least), "case {case}, graph {g}");
                }
                // With a limit of its own each lists the same routes with the family as without.
                let some = Ask { rule: Rule::SameSet, below: least / 2, ..ask };
                let list = |kin| price(graph, &duals, &some, kin).routes;
                assert_eq!(list(kin), list(None), "case {case}, graph {g}");
                paid += usize::from(least < 0);
                kept += list(kin).len();
            }
        });
    }
    assert!(paid > 2000 && kept > 4000, "{paid} {kept}");
}

/// Somebody with the same hours at another home, who knows boilers or not.
fn member(crew: &Value, k: i64, rng: &mut Rng) -> Value {
    let (mut crew, home) = (crew.clone(), drawn(rng).0["start"].clone());
    crew["id"] = json!(format!("c{k}"));
    crew["start"] = home;
    if rng.chance(0.5) {
        crew["skills"] = json!([{"id": "boiler"}]);
    }
    crew
}

// If this fails, what a table says of a bucket in which a service begins and ends is taken for what
// holds of later ones.
#[test]
fn no_family_speaks_of_buckets_longer_than_a_service() {
    let mut rng = Rng::new(12);
    let table = |minutes: &str, rng: &mut Rng, most: usize| {
        let (crew, mut jobs) = drawn(rng);
        jobs.iter_mut().for_each(|job| job["duration"] = json!(minutes));
        let place = jobs[0]["place"].clone();
        jobs[1]["place"] = place;
        let crews: Vec<Value> = (0..3).map(|k| member(&crew, k, rng)).collect();
        with_graphs(&crews, &jobs, |problem, graphs| {
            let stop = AtomicBool::new(false);
            let duals = Duals { visit: vec![0; 6], class: vec![0; 3], ..Duals::default() };
            let families = Family::all(problem, graphs, &stop);
            families[0].table(&duals, most, &stop).is_some()
        })
    };
    assert!(table("PT30M", &mut rng, usize::MAX));
    assert!(!table("PT30M", &mut rng, 1), "it takes more than a label");
    assert!(!table("PT1M", &mut rng, usize::MAX));
}
