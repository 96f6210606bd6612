//! What the parts of the search and the verifier take, on generated requests of fixed seeds.
//!
//! `cargo bench --bench kernel` measures, `cargo bench --bench kernel -- --quick` only looks.
//! A rate counts the elements named in the group: positions tried, routes, joins, moves.

use callboard::evaluate::{self, Ask, Change, Frame};
use callboard::fault::Faults;
use callboard::generate::{Kind, Options, generate};
use callboard::intake::admit;
use callboard::intake::case::Case;
use callboard::model::clock::ALWAYS;
use callboard::model::problem::Problem;
use callboard::model::solution::Solution;
use callboard::model::timing::{Earned, drive, join};
use callboard::rules::Prices;
use callboard::search::anneal::Pace;
use callboard::search::insert::best_in_route;
use callboard::search::portfolio::Portfolio;
use callboard::search::state::State;
use callboard::solve::{self, Budget, Stop};
use callboard::travel::Travel;
use callboard::units::Units;
use callboard::verify::verify;
use callboard::wire::plan::{self, Plan};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use std::time::{Duration, Instant};

const SEED: u64 = 1;
/// More than any insertion costs.
const NO_LIMIT: Units = Units::MAX / 4;

/// A request behind the door.
struct Desk {
    case: Case,
    travel: Travel,
    prices: Prices,
}

impl Desk {
    fn of(kind: Kind, jobs: usize, lunch: bool) -> Desk {
        let asked = generate(kind, &Options { seed: SEED, jobs, lunch, ..Options::default() });
        let text = serde_json::to_vec(&asked).expect("a value is JSON");
        let case = admit(&text).expect("a generated request has no faults");
        let travel = Travel::of(&case);
        let prices = Prices::of(&case, &travel, &mut Faults::default()).expect("prices that fit");
        Desk { case, travel, prices }
    }

    fn problem(&self) -> Problem<'_> {
        Problem::compile(&self.case, &self.travel, &self.prices).0
    }

    fn plan(&self, work: u64) -> Plan {
        let stop = Stop::default();
        let budget = Budget::new(Instant::now(), Duration::from_secs(600), Some(work), &stop);
        let made = solve::plan(
            &self.case,
            &self.travel,
            &self.prices,
            &budget,
            &mut |_: solve::Progress| {},
        );
        made.expect("the verifier accepts our plans").into_inner()
    }
}

/// The four kinds of clock: technician days price no time, city days do; each with lunch or not.
fn clocks() -> [(&'static str, Desk); 4] {
    [
        ("untimed", Desk::of(Kind::Techday, 100, false)),
        ("untimed, lunch", Desk::of(Kind::Techday, 100, true)),
        ("timed", Desk::of(Kind::Day, 100, false)),
        ("timed, lunch", Desk::of(Kind::Day, 100, true)),
    ]
}

fn first_plan(problem: &Problem) -> Solution {
    Portfolio::new(problem, 1, (SEED, &|| false), &Solution::empty(problem), Pace::known(1)).best
}

/// A first plan with every tenth visit taken out, and those visits.
fn thinned<'p>(problem: &'p Problem<'p>) -> (State<'p>, Vec<u32>) {
    let mut plan = first_plan(problem);
    let out: Vec<u32> = plan.routes.iter().flatten().copied().step_by(10).collect();
    plan.routes.iter_mut().for_each(|route| route.retain(|v| !out.contains(v)));
    (State::load(problem, &plan), out)
}

/// Each visit that is out, with each shift that may serve it.
fn trials(problem: &Problem, out: &[u32]) -> Vec<(usize, u32)> {
    let shifts = |v: u32| problem.shifts_of[v as usize].iter().map(move |&s| (s as usize, v));
    out.iter().flat_map(|&v| shifts(v)).collect()
}

fn insertion(c: &mut Criterion) {
    let mut group = c.benchmark_group("insertion (positions)");
    for (name, desk) in &clocks() {
        let problem = desk.problem();
        let (state, out) = thinned(&problem);
        let trials = trials(&problem, &out);
        let positions: usize = trials.iter().map(|(s, _)| state.routes[*s].visits.len() + 1).sum();
        group.throughput(Throughput::Elements(positions as u64));
        group.bench_function(*name, |b| {
            b.iter(|| {
                let found = |(s, v): &(usize, u32)| {
                    best_in_route(&state, *s, *v, NO_LIMIT, &mut None).is_some()
                };
                trials.iter().filter(|trial| found(trial)).count()
            })
        });
    }
}

fn refresh(c: &mut Criterion) {
    let mut group = c.benchmark_group("refresh (routes)");
    for (name, desk) in &clocks() {
        let problem = desk.problem();
        let mut state = State::load(&problem, &first_plan(&problem));
        let used: Vec<usize> =
            (0..state.routes.len()).filter(|&s| !state.routes[s].visits.is_empty()).collect();
        group.throughput(Throughput::Elements(used.len() as u64));
        group.bench_function(*name, |b| {
            b.iter(|| used.iter().all(|&s| black_box(state.refresh(s))))
        });
    }
}

/// Everything that `join` needs, at every point of every route.
fn joints(problem: &Problem, state: &State) -> Vec<(usize, usize, Earned<i64>)> {
    let mut out = Vec::new();
    for (s, route) in state.routes.iter().enumerate().filter(|(_, r)| !r.visits.is_empty()) {
        for p in 0..route.earned.len() {
            let next = route.visits.get(p).map(|&v| problem.visits[v as usize].leg_open);
            let clock = &problem.shifts[s].clock;
            let open = next.unwrap_or(ALWAYS);
            out.push((s, p, drive(clock, &route.earned[p], route.legs[p].drive, open)));
        }
    }
    out
}

fn joining(c: &mut Criterion) {
    let mut group = c.benchmark_group("join of functions (joins)");
    for (name, desk) in &clocks()[2..] {
        let problem = desk.problem();
        let state = State::load(&problem, &first_plan(&problem));
        let joints = joints(&problem, &state);
        group.throughput(Throughput::Elements(joints.len() as u64));
        group.bench_function(*name, |b| {
            b.iter(|| {
                let cost = |(s, p, arrived): &(usize, usize, Earned<i64>)| {
                    join(&problem.shifts[*s].clock, arrived, &state.routes[*s].owed[*p])
                };
                joints.iter().filter_map(cost).sum::<Units>()
            })
        });
    }
}

fn construction(c: &mut Criterion) {
    let mut group = c.benchmark_group("first plan (jobs)");
    group.sample_size(10);
    for (name, kind) in [("untimed", Kind::Techday), ("timed", Kind::Day)] {
        let desk = Desk::of(kind, 200, false);
        let problem = desk.problem();
        group.throughput(Throughput::Elements(problem.jobs.len() as u64));
        group.bench_function(name, |b| b.iter(|| first_plan(&problem)));
    }
}

fn whole(c: &mut Criterion) {
    const MOVES: u64 = 500;
    let mut group = c.benchmark_group("solve (moves of all lanes)");
    group.sample_size(10);
    let mut desk = Desk::of(Kind::Techday, 100, false);
    for lanes in [1, 4] {
        desk.case.run.lanes = lanes;
        group.throughput(Throughput::Elements(MOVES * lanes as u64));
        let id = BenchmarkId::new("technician day, 100 jobs, lanes", lanes);
        group.bench_function(id, |b| b.iter(|| desk.plan(MOVES)));
    }
}

fn verifying(c: &mut Criterion) {
    let mut group = c.benchmark_group("verify (jobs)");
    for (name, kind) in [("technician day", Kind::Techday), ("city day", Kind::Day)] {
        let desk = Desk::of(kind, 100, false);
        let plan = desk.plan(100);
        group.throughput(Throughput::Elements(100));
        group.bench_function(name, |b| {
            b.iter(|| verify(&desk.case, &desk.travel, &desk.prices, plan.clone()).is_ok())
        });
    }
}

/// The first job of the first route becomes the last of the second.
fn drag(plan: &Plan) -> Ask {
    let jobs = |r: usize| {
        let stops = plan.routes[r].stops.iter();
        stops.filter_map(|s| if let plan::Stop::Visit(v) = s { Some(v.job.clone()) } else { None })
    };
    let change = Change {
        job: jobs(0).next().expect("a printed route has stops"),
        shift: Some(plan.routes[1].shift.clone()),
        after: jobs(1).next_back(),
        ..Change::default()
    };
    Ask { change: Some(change), ..Ask::default() }
}

/// One change to a plan of 500 jobs: from the bytes of a request with the plan in it to the bytes
/// of the answer, by a kept case, and by a compiled one.
fn evaluating(c: &mut Criterion) {
    let mut group = c.benchmark_group("evaluate (one change)");
    for (name, kind) in [("city day", Kind::Day), ("technician day", Kind::Techday)] {
        let mut asked = generate(kind, &Options { seed: SEED, jobs: 500, ..Options::default() });
        let plan = Desk::of(kind, 500, false).plan(100);
        asked["problem"]["plan"] = serde_json::to_value(&plan).expect("a plan is JSON");
        let text = serde_json::to_vec(&asked).expect("a value is JSON");
        let ask = drag(&plan);
        let open = || {
            let case = admit(&text).expect("a generated request has no faults");
            let travel = Travel::of(&case);
            evaluate::Desk::open(case, travel, None).expect("its plan is its own")
        };
        let bytes = |ready: &evaluate::Desk| {
            let answer = ready.evaluate(&ask).expect("the ask names what there is");
            serde_json::to_vec(&answer).expect("an answer is JSON").len()
        };
        group.bench_function(format!("500 jobs, {name}, whole"), |b| b.iter(|| bytes(&open())));
        let ready = open();
        group.bench_function(format!("500 jobs, {name}, kept"), |b| b.iter(|| bytes(&ready)));
        let desk = Desk::of(kind, 500, false);
        let frame = Frame::of(&desk.case, &desk.travel, &desk.prices);
        let base = frame.base(&plan).expect("its plan is its own");
        group.bench_function(format!("500 jobs, {name}, compiled"), |b| {
            b.iter(|| frame.evaluate(Some(&base), &ask).expect("as before").cost)
        });
    }
}

criterion_group!(kernel, insertion, refresh, joining, construction, whole, verifying, evaluating);
criterion_main!(kernel);
