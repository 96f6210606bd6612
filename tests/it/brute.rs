//! The slow truth: every assignment of visits to shifts in every order, filtered by the verifier.

use callboard::intake::case::{Case, Link};
use callboard::model::print::print;
use callboard::model::problem::Problem;
use callboard::model::schedule::schedule;
use callboard::model::solution::{Solution, route_units};
use callboard::rules::Prices;
use callboard::rules::view::Violation;
use callboard::travel::Travel;
use callboard::units::{Millis, Units};
use callboard::verify::hash::plan_hash;
use callboard::verify::verify;
use callboard::wire::plan::{Engine, Plan, Status, StopReason, TravelSource, Unassigned, Verdict};

/// A request on its way through the crate.
pub struct Given<'a> {
    pub case: &'a Case,
    pub travel: &'a Travel,
    pub prices: &'a Prices,
    pub problem: &'a Problem<'a>,
    /// What divides every time of the request: common starts are tried at its multiples.
    pub grid: Millis,
}

/// Rules that the times of a route know nothing of: only they may refuse a route that has times.
const UNTIMED: [&str; 8] =
    ["skills", "crew-list", "pins", "max-jobs", "max-drive", "capacity", "tools", "stock"];
/// Rules that look beyond one route, and so refuse any single route of a linked job.
const WHOLE: [&str; 6] = ["together", "parts", "cover", "score", "kpis", "unassigned"];

/// The cheapest legal plan and its exact cost in units.
pub fn best(given: &Given) -> (Solution, i128) {
    let problem = given.problem;
    let mut found: Option<(i128, Solution)> = None;
    let free: Vec<Table> = (0..problem.shifts.len()).map(|s| table(given, s, None)).collect();
    deal(given, &free, None, &mut found);
    for (a, b) in together(problem) {
        for start in starts(given) {
            let fixed = Some((a, b, start));
            let tied = (0..problem.shifts.len()).map(|s| {
                let tied = table(given, s, fixed);
                let each = tied.into_iter().zip(&free[s]).enumerate();
                each.map(|(set, (t, f))| if set & (1 << a | 1 << b) == 0 { f.clone() } else { t })
                    .collect()
            });
            deal(given, &tied.collect::<Vec<_>>(), fixed, &mut found);
        }
    }
    let (units, solution) = found.expect("serving nothing is always possible");
    if let Err(refused) = verified(given, &solution) {
        panic!("the best plan is refused: {refused:?}\n{solution:?}");
    }
    (solution, units)
}

/// The cheapest legal route of each shift over each set of visits, without visits done together.
pub fn routes(given: &Given) -> Vec<(usize, Units, Vec<u32>)> {
    let each = (0..given.problem.shifts.len()).flat_map(|s| {
        let routes = table(given, s, None).into_iter().flatten();
        routes.filter(|r| !r.1.is_empty()).map(move |(units, route)| (s, units, route))
    });
    each.collect()
}

/// The two visits of jobs done together; a tiny request has one at most.
fn together(problem: &Problem) -> Vec<(usize, usize)> {
    let jobs = problem.jobs.iter().filter(|j| j.link == Link::Together);
    let pairs: Vec<_> =
        jobs.map(|j| (j.first_visit as usize, j.first_visit as usize + 1)).collect();
    assert!(pairs.len() <= 1, "tiny requests have at most one job done together");
    pairs
}

fn starts(given: &Given) -> impl Iterator<Item = Millis> {
    let clocks = given.problem.shifts.iter().map(|s| &s.clock);
    let from = clocks.clone().map(|c| c.from).min().unwrap_or(0);
    let to = clocks.map(|c| c.latest_return).max().unwrap_or(0);
    (from..=to).step_by(given.grid as usize)
}

/// By set of visits, as bits: the cheapest legal route of a shift over it, without its day's price.
type Table = Vec<Option<(Units, Vec<u32>)>>;
type Tied = Option<(usize, usize, Millis)>;

/// All routes of a shift: those without a visit done together, or (tied) those with one of them.
fn table(given: &Given, shift: usize, tied: Tied) -> Table {
    let problem = given.problem;
    let n = problem.of_jobs();
    let linked: usize = together(problem).iter().map(|(a, b)| 1 << a | 1 << b).sum();
    let mut routes: Vec<Vec<(Units, Vec<u32>)>> = vec![Vec::new(); 1 << n];
    let mut stack: Vec<(usize, Vec<u32>)> = vec![(0, Vec::new())];
    while let Some((set, route)) = stack.pop() {
        for v in (0..n).filter(|v| set & 1 << v == 0) {
            let both = set & linked != 0 && linked & 1 << v != 0;
            if both || (tied.is_none() && linked & 1 << v != 0) {
                continue;
            }
            let mut longer = route.clone();
            longer.push(v as u32);
            stack.push((set | 1 << v, longer));
        }
        let call = problem.stock.as_ref().map(|stock| stock.call);
        if let Some(call) = call.filter(|call| !route.contains(call)) {
            stack.push((set, [&route[..], &[call]].concat()));
        }
        if set != 0 && (tied.is_none() || set & linked != 0) {
            let fixed = |v: u32| tied.filter(|_| linked & 1 << v != 0).map(|t| (t.2, t.2));
            if let Some(times) = schedule(problem, shift, &route, &fixed) {
                routes[set].push((route_units(problem, shift, &route, &times), route));
            }
        }
    }
    let mut out: Table = vec![None; 1 << n];
    out[0] = Some((0, Vec::new()));
    for (set, mut routes) in routes.into_iter().enumerate() {
        routes.sort();
        let legal = routes.into_iter().find(|r| legal(given, shift, &r.1, tied));
        out[set] = out[set].take().or(legal);
    }
    out
}

/// Whether the verifier lets a route stand that has times. It may only refuse it for what times do
/// not know; anything else means that the times or the print are wrong.
fn legal(given: &Given, shift: usize, route: &[u32], tied: Tied) -> bool {
    let problem = given.problem;
    let mut solution = Solution::empty(problem);
    solution.routes[shift] = route.to_vec();
    let link = |v: u32| problem.jobs[problem.visits[v as usize].job as usize].link;
    for v in problem.served(route).filter(|v| link(*v) == Link::Together) {
        solution.fixed[v as usize] = tied.map(|t| (t.2, t.2));
    }
    let whole = problem.served(route).all(|v| link(v) == Link::Single);
    let Err(refused) = verified(given, &solution) else { return true };
    let mut ok = true;
    for Violation { rule, message, .. } in &refused {
        let known = UNTIMED.contains(&rule.as_str());
        ok &= !known;
        let partial = !whole && WHOLE.contains(&rule.as_str());
        assert!(known || partial, "{rule}: {message}\nshift {shift}, visits {route:?}");
    }
    ok
}

/// Tries every deal of visits to shifts.
fn deal(given: &Given, tables: &[Table], tied: Tied, found: &mut Option<(i128, Solution)>) {
    let problem = given.problem;
    let (n, s) = (problem.of_jobs(), problem.shifts.len());
    let mut at = vec![s; n];
    'next: loop {
        let right = tied.is_none_or(|t| at[t.0] < s) && links_hold(problem, &at);
        if right && let Some(units) = price(problem, tables, &at) {
            let better = found.as_ref().is_none_or(|f| units < f.0);
            if better {
                *found = Some((units, solution(problem, tables, &at, tied)));
            }
        }
        for place in &mut at {
            if *place > 0 {
                *place -= 1;
                continue 'next;
            }
            *place = s;
        }
        return;
    }
}

/// Whole jobs, two crews for a job done together, one crew day after day for parts.
fn links_hold(problem: &Problem, at: &[usize]) -> bool {
    let shift = |v: usize| problem.shifts.get(at[v]);
    (0..problem.jobs.len()).all(|j| {
        let visits = problem.visits_of(j);
        let pairs = visits.clone().zip(visits.clone().skip(1));
        pairs.into_iter().all(|(a, b)| match (shift(a), shift(b), problem.jobs[j].link) {
            (None, None, _) => true,
            (Some(a), Some(b), Link::Together) => a.crew != b.crew,
            (Some(a), Some(b), Link::Parts) => a.crew == b.crew && a.day + 1 == b.day,
            _ => false,
        })
    })
}

fn sets(problem: &Problem, at: &[usize]) -> Vec<usize> {
    let mut sets = vec![0; problem.shifts.len() + 1];
    for (v, &s) in at.iter().enumerate() {
        sets[s] |= 1 << v;
    }
    sets.pop();
    sets
}

fn price(problem: &Problem, tables: &[Table], at: &[usize]) -> Option<i128> {
    let mut units = 0;
    let mut paid = vec![false; problem.day_groups];
    for (s, set) in sets(problem, at).into_iter().enumerate() {
        units += i128::from(tables[s][set].as_ref()?.0);
        let shift = &problem.shifts[s];
        if set != 0 && !std::mem::replace(&mut paid[shift.day_group as usize], true) {
            units += i128::from(shift.day_cost);
        }
    }
    let none = problem.shifts.len();
    let out = problem.jobs.iter().filter(|j| at[j.first_visit as usize] == none);
    Some(units + out.map(|j| i128::from(j.price)).sum::<i128>())
}

fn solution(problem: &Problem, tables: &[Table], at: &[usize], tied: Tied) -> Solution {
    let mut solution = Solution::empty(problem);
    for (s, set) in sets(problem, at).into_iter().enumerate() {
        solution.routes[s] = tables[s][set].as_ref().expect("priced before").1.clone();
    }
    if let Some((a, b, start)) = tied {
        solution.fixed[a] = Some((start, start));
        solution.fixed[b] = Some((start, start));
    }
    solution
}

/// Prints a solution and asks the verifier; the printed cost must also be the rounded exact one.
pub fn verified(given: &Given, solution: &Solution) -> Result<Plan, Vec<Violation>> {
    let plan = plan(given, solution);
    match verify(given.case, given.travel, given.prices, plan) {
        Ok(plan) => Ok(plan.into_inner()),
        Err(refused) => Err(refused.violations),
    }
}

fn plan(given: &Given, solution: &Solution) -> Plan {
    let (case, problem) = (given.case, given.problem);
    let printed = print(case, problem, given.prices, solution).expect("it has times");
    let missing = printed.left_out.iter().any(|&j| problem.jobs[j].mandatory);
    let unassigned = printed.left_out.iter().map(|&j| Unassigned {
        job: case.jobs[j].id.clone(),
        verdict: Verdict::Unknown,
        extra_cost: None,
        summary: String::new(),
        reasons: Vec::new(),
        position: None,
        displaces: Vec::new(),
    });
    let mut plan = Plan {
        warnings: case.warnings.clone(),
        set_aside: case.set_aside.clone(),
        assumed: case.assumed.clone(),
        places: printed.places,
        status: if missing { Status::Incomplete } else { Status::Feasible },
        stop_reason: StopReason::Budget,
        cost: printed.cost,
        bound: None,
        bound_kind: None,
        gap: None,
        gap_served: None,
        relaxed: Vec::new(),
        prices: None,
        engine: Engine::Milp,
        seed: case.run.seed,
        lanes: 1,
        work: 0,
        pace: Vec::new(),
        request_hash: case.request_hash.clone(),
        travel_hash: given.travel.hash().to_owned(),
        plan_hash: String::new(),
        travel_source: TravelSource::Matrix,
        currency: case.currency.clone(),
        time_zone: case.zone.name().to_owned(),
        routes: printed.routes,
        bookings: printed.bookings,
        unassigned: unassigned.collect(),
        costs: printed.costs,
        kpis: printed.kpis,
        trace: Vec::new(),
    };
    plan.plan_hash = plan_hash(&plan);
    plan
}
