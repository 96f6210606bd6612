//! The slow truth of tied jobs: every job on every shift at every start of the grid, ties read from
//! the request itself.

use super::draw::GRID;
use crate::brute::Given;
use crate::supply::with_call;
use callboard::model::problem::Problem;
use callboard::model::schedule::schedule;
use callboard::model::solution::{route_units, worst};
use callboard::units::{Millis, Units};
use chrono::{Datelike, NaiveDate};
use serde_json::Value;

/// Starts of one shift: none, or one of these many.
const SLOTS: usize = 14;

/// By slots of the three visits: the cost of the route and its longest lateness.
type Table = Vec<Option<(Units, Millis)>>;

/// A shift and a slot of it.
type Place = Option<(usize, usize)>;

/// The least cost of any plan, in units.
pub fn best(given: &Given, request: &Value) -> i128 {
    best_with(given, request, &|_| Some(0))
}

/// The same where the starts of the three visits have a price of their own, or none that is legal.
pub fn best_with(
    given: &Given,
    request: &Value,
    more: &dyn Fn(&[Option<Millis>; 3]) -> Option<i128>,
) -> i128 {
    let problem = given.problem;
    let tables: Vec<Table> = (0..problem.shifts.len()).map(|s| table(given, request, s)).collect();
    let shifts = 0..problem.shifts.len();
    let places: Vec<Place> = std::iter::once(None)
        .chain(shifts.flat_map(|s| (1..SLOTS).map(move |k| Some((s, k)))))
        .collect();
    let alone =
        |v: usize, place: &Place| place.is_none_or(|(s, k)| tables[s][index(v, k)].is_some());
    let own: Vec<Vec<Place>> =
        (0..3).map(|v| places.iter().copied().filter(|p| alone(v, p)).collect()).collect();
    let mut least = i128::MAX;
    for &a in &own[0] {
        for &b in &own[1] {
            for &c in &own[2] {
                let at = [a, b, c];
                if let Some(units) = price(given, &tables, &at)
                    && units < least
                    && ties_hold(given, request, &at)
                    && let Some(more) = more(&at.map(|p| Some(start(problem, p?.0, p?.1))))
                {
                    least = least.min(units + more);
                }
            }
        }
    }
    least
}

fn index(v: usize, slot: usize) -> usize {
    slot * SLOTS.pow(v as u32)
}

fn start(problem: &Problem, s: usize, slot: usize) -> Millis {
    problem.shifts[s].clock.from + (slot as i64 - 1) * GRID
}

/// Every route of a shift with every start fixed: its order follows from the starts, and a call at
/// the warehouse may come anywhere.
fn table(given: &Given, request: &Value, s: usize) -> Table {
    let problem = given.problem;
    let mut out = vec![None; SLOTS.pow(3)];
    for (key, cell) in out.iter_mut().enumerate().skip(1) {
        let slots = [key % SLOTS, key / SLOTS % SLOTS, key / SLOTS / SLOTS];
        let mut route: Vec<u32> = (0..3).filter(|v| slots[*v as usize] > 0).collect();
        route.sort_by_key(|v| slots[*v as usize]);
        // The call, which comes behind all visits, has no slot.
        let fixed = |v: u32| {
            let t = start(problem, s, *slots.get(v as usize)?);
            Some((t, t))
        };
        let fits = |v: &u32| problem.allowed(s, *v as usize);
        if !route.iter().all(fits) {
            continue;
        }
        for route in with_call(given, request, s, route) {
            if let Some(times) = schedule(problem, s, &route, &fixed) {
                let cost = route_units(problem, s, &route, &times);
                let late = worst(problem, &route, &times);
                *cell = cell.take().into_iter().chain([(cost, late)]).min();
            }
        }
    }
    out
}

fn price(given: &Given, tables: &[Table], at: &[Place; 3]) -> Option<i128> {
    let problem = given.problem;
    let (mut units, mut late) = (0i128, 0);
    let mut paid = vec![false; problem.day_groups];
    for (s, table) in tables.iter().enumerate() {
        let on = at.iter().enumerate().filter_map(|(v, p)| Some((v, p.filter(|p| p.0 == s)?.1)));
        let key: usize = on.map(|(v, slot)| index(v, slot)).sum();
        if key == 0 {
            continue;
        }
        let (cost, worst) = table[key]?;
        units += i128::from(cost);
        late = late.max(worst);
        let shift = &problem.shifts[s];
        if !std::mem::replace(&mut paid[shift.day_group as usize], true) {
            units += i128::from(shift.day_cost);
        }
    }
    let out = (0..3).filter(|v| at[*v].is_none());
    units += out.map(|v| i128::from(problem.jobs[v].price)).sum::<i128>();
    Some(units + i128::from(problem.worst_rate) * i128::from(late))
}

/// Whether every entry of `after` and `with` is kept.
fn ties_hold(given: &Given, request: &Value, at: &[Place; 3]) -> bool {
    let jobs = request["problem"]["jobs"].as_array().expect("jobs");
    let place = |entry: &Value| {
        let first = entry["job"].as_str().expect("a job");
        let k = jobs.iter().position(|j| j["id"] == first).expect("it is there");
        (k, at[k])
    };
    jobs.iter().enumerate().all(|(j, job)| {
        let Some(two) = at[j] else { return true };
        let list = |key: &str| job[key].as_array().cloned().unwrap_or_default();
        let after = list("after").into_iter().all(|e| {
            let (k, one) = place(&e);
            one.is_some_and(|one| {
                same(given, &e, one, two) && lag(given, request, &e, (k, one), two)
            })
        });
        after && list("with").iter().all(|e| place(e).1.is_none_or(|one| same(given, e, one, two)))
    })
}

fn same(given: &Given, entry: &Value, one: (usize, usize), two: (usize, usize)) -> bool {
    let shifts = &given.case.shifts;
    let right = |key: &str, equal: bool| match entry[key].as_str() {
        Some("SAME") => equal,
        Some(_) => !equal,
        None => true,
    };
    right("crew", shifts[one.0].crew == shifts[two.0].crew)
        && right("day", shifts[one.0].date == shifts[two.0].date)
}

fn lag(
    given: &Given,
    request: &Value,
    entry: &Value,
    (k, one): (usize, (usize, usize)),
    two: (usize, usize),
) -> bool {
    let problem = given.problem;
    let begin = start(problem, one.0, one.1);
    let from_start = entry["from"] == "START";
    let from = if from_start { begin } else { begin + problem.visits[k].duration };
    let lag = start(problem, two.0, two.1) - from;
    let minutes = |key: &str| {
        let text = entry[key].as_str()?.strip_prefix("PT")?.strip_suffix('M')?;
        Some(text.parse::<i64>().expect("minutes") * 60_000)
    };
    let days = days(request, given.case.shifts[one.0].date, given.case.shifts[two.0].date);
    lag >= minutes("min").unwrap_or(0)
        && minutes("max").is_none_or(|most| lag <= most)
        && entry["minDays"].as_i64().is_none_or(|least| days >= least)
        && entry["maxDays"].as_i64().is_none_or(|most| days <= most)
}

/// Working days between two dates of the tiny horizon, which are the same or follow one another.
fn days(request: &Value, one: NaiveDate, two: NaiveDate) -> i64 {
    let week = request["problem"]["calendar"]["workDays"].as_array().expect("days");
    let works = |d: NaiveDate| {
        let name = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"][d.weekday() as usize];
        i64::from(week.iter().any(|w| w == name))
    };
    match two.cmp(&one) {
        std::cmp::Ordering::Equal => 0,
        std::cmp::Ordering::Greater => works(two),
        std::cmp::Ordering::Less => -works(one),
    }
}
