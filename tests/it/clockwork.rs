//! The clock of a route on random shifts: the quick test of an insertion, the exact price of it,
//! the printed times and a brute-force grid all say the same.

mod draw;
mod grid;

use crate::tiny::given;
use callboard::intake::case::DueBreak;
use callboard::model::clock::{ALWAYS, Chain};
use callboard::model::problem::Problem;
use callboard::model::schedule::schedule;
use callboard::model::solution::route_units;
use callboard::rng::Rng;
use callboard::search::insert::{around, best_in_route, exact_time_cost, next_open};
use callboard::search::state::State;
use callboard::units::{MINUTE, Units};

/// Routes that each test grows at the least.
const ROUTES: usize = 2400;

/// Units of a route by its printed times; `None` where it cannot be done.
fn slow(problem: &Problem, visits: &[u32]) -> Option<Units> {
    if visits.is_empty() {
        return Some(0);
    }
    let times = schedule(problem, 0, visits, &|_| None)?;
    let drive: i64 = times.stops.iter().map(|s| s.leg.drive).sum();
    let last = problem.visits[*visits.last()? as usize].place;
    let home = problem.leg(Some(last), problem.shifts[0].end).drive;
    let shift = &problem.shifts[0];
    let units = route_units(problem, 0, visits, &times) + shift.day_cost;
    (drive + home <= shift.drive_cap).then_some(units)
}

/// What the search says of one position, the O(1) test and the exact price apart.
fn quick(state: &State, visit: u32, p: usize) -> (bool, Option<Units>) {
    let problem = state.problem;
    let (route, shift) = (&state.routes[0], &problem.shifts[0]);
    let (v, clock) = (&problem.visits[visit as usize], &shift.clock);
    let (to, from) = around(problem, route, visit, p);
    let extra = to.drive + from.drive - route.legs[p].drive;
    if route.drive + extra > shift.drive_cap {
        return (false, None);
    }
    let own = problem.spans(0, visit as usize);
    let served = clock.serve(&clock.arrive(&route.ready[p], to.drive, v.leg_open), v, own);
    let onward = clock.arrive(&served, from.drive, next_open(problem, route, p));
    let meets = clock.meets(&onward, &route.late[p]);
    let legs =
        problem.leg_cost(0, to) + problem.leg_cost(0, from) - problem.leg_cost(0, route.legs[p]);
    let base = problem.fixed_cost(0, visit as usize) + state.opening_cost(0) + legs;
    if !problem.timed {
        return (meets, meets.then_some(base));
    }
    let time = exact_time_cost(problem, route, 0, visit, own, p, (to, from));
    (meets, time.map(|t| base + t - route.time_cost))
}

/// Tries one visit on every position; the positions where it fits.
fn positions(state: &State, visit: u32, told: &str) -> Vec<usize> {
    let problem = state.problem;
    let before = slow(problem, &state.routes[0].visits).expect("the route can be done");
    let mut best: Option<(Units, usize)> = None;
    let mut fits = Vec::new();
    for p in 0..=state.routes[0].visits.len() {
        let mut longer = state.routes[0].visits.clone();
        longer.insert(p, visit);
        let truth = slow(problem, &longer).map(|units| units - before);
        let (meets, price) = quick(state, visit, p);
        assert_eq!(meets, truth.is_some(), "{told}: the O(1) test of {longer:?}");
        assert_eq!(price, truth, "{told}: the price of {longer:?}");
        if let Some(delta) = truth {
            fits.push(p);
            best = Some(best.map_or((delta, p), |b| b.min((delta, p))));
        }
    }
    let found = best_in_route(state, 0, visit, Units::MAX / 4, &mut None);
    assert_eq!(found.map(|f| (f.delta, f.position as usize)), best, "{told}: {visit}");
    fits
}

/// Takes a visit out and puts it back.
fn out_and_in(state: &mut State, rng: &mut Rng, told: &str) {
    let visits = state.routes[0].visits.clone();
    let (p, cost) = (rng.below(visits.len()), state.cost);
    let own = state.routes[0].cost();
    let mut rest = visits.clone();
    rest.remove(p);
    // With legs longer than the way round, the rest alone may not be possible.
    if slow(state.problem, &rest).is_none() {
        return;
    }
    state.remove(0, p, p + 1);
    state.insert(0, p, visits[p]);
    state.commit();
    assert_eq!((state.cost, state.routes[0].cost()), (cost, own), "{told}: {visits:?}");
}

/// Grows one route from nothing; how many routes it has been.
fn grow(problem: &Problem, rng: &mut Rng, told: &str) -> usize {
    let mut state = State::empty(problem);
    let mut order: Vec<u32> = (0..problem.visits.len() as u32).collect();
    rng.shuffle(&mut order);
    order.retain(|&v| problem.allowed(0, v as usize));
    for v in order {
        let fits = positions(&state, v, told);
        if fits.is_empty() {
            continue;
        }
        state.insert(0, *rng.pick(&fits), v);
        state.commit();
        let route = &state.routes[0];
        let whole = route.cost() + problem.shifts[0].day_cost;
        assert_eq!(Some(whole), slow(problem, &route.visits), "{told}: {:?}", route.visits);
        out_and_in(&mut state, rng, told);
    }
    state.routes[0].visits.len()
}

// If this fails, the search believes in insertions that cannot be printed, or at another price.
#[test]
fn insertions_are_feasible_and_cost_as_printed() {
    let (mut routes, mut long) = (0, 0);
    for seed in 1.. {
        let request = draw::draw(seed, 6);
        given(&request, MINUTE, |g| {
            for turn in 0..3 {
                let told = format!("seed {seed}, turn {turn}");
                let mut rng = Rng::new(seed * 7 + turn);
                let length = grow(g.problem, &mut rng, &told);
                routes += length;
                long += usize::from(length >= 4);
            }
        });
        if routes >= ROUTES {
            break;
        }
    }
    assert!(long * 10 > ROUTES / 6, "only {long} routes of four visits or more");
}

// If this fails, a plan is printed with times that cost more than they must.
#[test]
fn no_times_on_a_grid_are_cheaper() {
    let (mut routes, mut done) = (0, 0);
    for seed in 1.. {
        let request = draw::draw(seed, 3);
        given(&request, MINUTE, |g| {
            let mut order: Vec<u32> = (0..g.problem.visits.len() as u32).collect();
            let mut rng = Rng::new(seed);
            for length in 1..=order.len() {
                rng.shuffle(&mut order);
                let visits = &order[..length];
                if !visits.iter().all(|&v| g.problem.allowed(0, v as usize)) {
                    continue;
                }
                let times = schedule(g.problem, 0, visits, &|_| None);
                let legs = callboard::model::schedule::legs(g.problem, 0, visits);
                let fixed: Units = legs.iter().map(|l| g.problem.leg_cost(0, *l)).sum::<Units>()
                    + visits.iter().map(|&v| g.problem.fixed_cost(0, v as usize)).sum::<Units>();
                let printed = times.map(|t| route_units(g.problem, 0, visits, &t) - fixed);
                assert_eq!(printed, grid::least(g.problem, visits), "seed {seed}: {visits:?}");
                routes += 1;
                done += usize::from(printed.is_some());
            }
        });
        if routes >= ROUTES {
            break;
        }
    }
    assert!(done * 3 > routes, "only {done} of {routes} routes can be done at all");
}

// If this fails, breaks taken in a row depend on how they were put together.
#[test]
fn chains_of_breaks_are_associative() {
    let mut rng = Rng::new(11);
    let mut possible = 0;
    for _ in 0..20_000 {
        let mut one = || {
            let earliest = rng.range(0, 60);
            Chain::one(&DueBreak {
                id: String::new(),
                duration: rng.range(1, 20),
                earliest,
                latest: earliest + rng.range(0, 40),
            })
        };
        let (a, b, c) = (one(), one(), one());
        let (left, right) = (a.then(b).then(c), a.then(b.then(c)));
        possible += usize::from(left.latest > ALWAYS);
        assert_eq!(left, right, "{a:?} {b:?} {c:?}");
    }
    assert!(possible > 2000, "only {possible} rows of three are possible");
}
