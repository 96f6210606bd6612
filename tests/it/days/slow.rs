//! The slow truth of work that is cut or shared: every crew, every first day and every choice of
//! days is written out as jobs of fixed length pinned to their shifts, and those are dealt out by
//! trying everything.

use super::draw::{DATES, UNIT};
use crate::brute::Given;
use crate::supply::{holds, with_call};
use crate::tiny::given;
use callboard::model::schedule::schedule;
use callboard::model::solution::route_units;
use callboard::units::{MINUTE, UNITS_PER_MINOR, Units};
use serde_json::{Value, json};
use std::collections::HashMap;

/// The lengths of the parts in minutes, the crew, and the dates as far as they are fixed.
type Option1 = (usize, Vec<(i64, Option<usize>)>);

/// The least cost of any plan, in units.
pub fn best(request: &Value) -> i128 {
    let jobs = request["problem"]["jobs"].as_array().expect("jobs");
    let options: Vec<Vec<Option<Option1>>> = jobs.iter().map(|job| ways(request, job)).collect();
    let mut least = i128::MAX;
    for a in &options[0] {
        for b in &options[1] {
            let (mut fixed, mut out) = (Vec::new(), 0);
            for (job, way) in jobs.iter().zip([a, b]) {
                match way {
                    Some(way) => fixed.extend(written(request, job, way)),
                    None => out += job["value"].as_i64().expect("a value"),
                }
            }
            let must: Vec<bool> = std::iter::repeat_n(true, fixed.len()).chain([false]).collect();
            fixed.push(without_materials(&jobs[2]));
            let mut plain = request.clone();
            plain["problem"]["jobs"] = json!(fixed);
            // A pin that no shift can hold is refused at the door: that way is none.
            let dealt = given(&plain, UNIT * MINUTE, |g| deal(g, &plain, &must));
            if let Some(Some(units)) = dealt {
                least = least.min(units + i128::from(out * UNITS_PER_MINOR));
            }
        }
    }
    least
}

/// All that may be done with a job: nothing, or a crew with lengths and dates.
fn ways(request: &Value, job: &Value) -> Vec<Option<Option1>> {
    let mut out = vec![None];
    let labor = !job["labor"].is_null();
    let given = minutes(&job[if labor { "labor" } else { "duration" }]);
    for c in 0..2 {
        let people = c as i64 + 1;
        let size = &job["crewSize"];
        let (least, most) = match size {
            Value::Number(n) => (n.as_i64(), n.as_i64()),
            _ => (size["min"].as_i64(), size["max"].as_i64()),
        };
        if least.is_some_and(|n| people < n) || most.is_some_and(|n| people > n) {
            continue;
        }
        let whole = if labor { (given * 60_000 + people - 1) / people } else { given * 60_000 };
        assert_eq!(whole % 60_000, 0, "an even number of minutes");
        let whole = whole / 60_000;
        if job["split"].is_null() {
            out.push(Some((c, vec![(whole, None)])));
            continue;
        }
        let nets: Vec<Option<i64>> = (0..3).map(|d| net(request, job, c, d)).collect();
        if nets.iter().flatten().any(|net| whole <= *net) {
            out.push(Some((c, vec![(whole, None)])));
        }
        let mut lists: Vec<Vec<i64>> =
            (0..3).filter_map(|first| filled(request, job, &nets, first, whole)).collect();
        lists.sort();
        lists.dedup();
        for parts in lists {
            for dates in choices(request, job, parts.len()) {
                let list = parts.iter().copied().zip(dates.into_iter().map(Some)).collect();
                out.push(Some((c, list)));
            }
        }
    }
    out
}

/// What a shift leaves for the job, in minutes.
fn net(request: &Value, job: &Value, c: usize, day: usize) -> Option<i64> {
    let crew = &request["problem"]["crews"][c];
    let shifts = crew["shifts"].as_array().expect("shifts");
    let shift = shifts.iter().find(|s| s["date"] == DATES[day])?;
    let to = shift["to"].as_str().expect("a time");
    let (hours, rest) = to.split_once(':').expect("a clock time");
    let length = hours.parse::<i64>().expect("hours") * 60 + rest.parse::<i64>().expect("minutes");
    let leg = &request["problem"]["travel"]["matrix"]["seconds"];
    let place = job["place"].as_str().expect("a place")[1..].parse::<usize>().expect("a number");
    let drive = |from: usize, to: usize| leg[from][to].as_i64().expect("s");
    let hub = &request["problem"]["warehouses"][0];
    let out = match hub.is_null() || holds(crew, std::iter::once(job)) {
        true => drive(2, place),
        false => {
            let at = hub["place"].as_str().expect("a place")[1..].parse().expect("a number");
            drive(2, at) + minutes(&hub["duration"]) * 60 + drive(at, place)
        }
    };
    let lunch = if crew["breaks"].is_null() { 0 } else { 30 };
    Some(length - 8 * 60 - (out + drive(place, 2)) / 60 - lunch)
}

fn works(request: &Value, day: usize) -> bool {
    let calendar = &request["problem"]["calendar"];
    let off = calendar["holidays"].as_array().into_iter().flatten();
    off.into_iter().all(|date| date != DATES[day])
}

/// Working days between two days that nothing is done on.
fn idle(request: &Value, a: usize, b: usize) -> i64 {
    (a + 1..b).filter(|d| works(request, *d)).count() as i64
}

/// Two parts or three from a first day on; a single one is no cut.
fn filled(
    request: &Value,
    job: &Value,
    nets: &[Option<i64>],
    first: usize,
    whole: i64,
) -> Option<Vec<i64>> {
    let split = &job["split"];
    let (block, gap) = (minutes(&split["minBlock"]), split["maxGap"].as_i64().unwrap_or(0));
    let able = |d: &usize| works(request, *d) && nets[*d].is_some_and(|n| n / 30 * 30 >= block);
    let days: Vec<usize> = (first..3).filter(able).collect();
    if days.first() != Some(&first) {
        return None;
    }
    let near = days.windows(2).take_while(|d| idle(request, d[0], d[1]) <= gap).count();
    let days = &days[..=near];
    let mut parts = Vec::new();
    let mut rest = whole;
    for d in days {
        let net = nets[*d].expect("able");
        let part = if rest <= net { rest } else { net / 30 * 30 };
        parts.push(part);
        rest -= part;
        if rest == 0 {
            break;
        }
    }
    let n = parts.len();
    if rest > 0 || n < 2 {
        return None;
    }
    let lacks = (block - parts[n - 1]).max(0);
    parts[n - 1] += lacks;
    parts[n - 2] -= lacks;
    (parts[n - 2] >= block).then_some(parts)
}

/// Working days in order, not too far apart.
fn choices(request: &Value, job: &Value, count: usize) -> Vec<Vec<usize>> {
    let gap = job["split"]["maxGap"].as_i64().unwrap_or(0);
    let sets = (0..8usize).filter(|set| set.count_ones() as usize == count);
    let lists = sets.map(|set| (0..3).filter(|d| set & 1 << d != 0).collect::<Vec<usize>>());
    let right = |days: &Vec<usize>| {
        days.iter().all(|d| works(request, *d))
            && days.windows(2).all(|d| idle(request, d[0], d[1]) <= gap)
    };
    lists.filter(right).collect()
}

/// A way as jobs that say nothing of cutting.
fn written(request: &Value, job: &Value, (crew, parts): &Option1) -> Vec<Value> {
    let job = without_materials(job);
    let last = parts.len() - 1;
    let mut out = Vec::new();
    for (k, (length, day)) in parts.iter().enumerate() {
        let mut one = json!({"id": format!("{}-{k}", job["id"].as_str().expect("an id")),
            "place": job["place"], "duration": format!("PT{length}M"), "value": 0,
            "pin": {"crew": request["problem"]["crews"][*crew]["id"]}});
        for key in ["uses", "tools"].into_iter().filter(|k| !job[*k].is_null()) {
            one[key] = job[key].clone();
        }
        if let Some(day) = day {
            one["pin"]["date"] = json!(DATES[*day]);
            one["breakInside"] = json!(true);
        }
        for (key, there) in [("startWindows", k == 0), ("due", k == 0), ("finishBy", k == last)] {
            if there && !job[key].is_null() {
                one[key] = job[key].clone();
            }
        }
        // What no shift of the crew can hold is no way; the door would refuse the pin.
        out.push(one);
    }
    out
}

/// When the last material is there, as a window.
fn without_materials(job: &Value) -> Value {
    let mut job = job.clone();
    let list = job.as_object_mut().expect("a job").remove("materials");
    let etas = list.iter().flat_map(|l| l.as_array().expect("a list"));
    let full = |m: &Value| {
        let eta = m["eta"].as_str().expect("a time");
        if eta.len() == 10 { format!("{eta}T00:00:00Z") } else { eta.to_owned() }
    };
    if let Some(last) = etas.map(full).max() {
        job["startWindows"] = json!([{"earliest": last, "latest": "2026-01-20T00:00:00Z"}]);
    }
    job
}

fn minutes(text: &Value) -> i64 {
    let text = text.as_str().expect("a duration");
    text.strip_prefix("PT").and_then(|t| t.strip_suffix('M')).expect("minutes").parse().expect("n")
}

/// The least cost of the jobs on the shifts that allow them; what must be served is.
fn deal(given: &Given, request: &Value, must: &[bool]) -> Option<i128> {
    let problem = given.problem;
    let shifts = problem.shifts.len();
    let mut known: HashMap<(usize, Vec<u32>), Option<Units>> = HashMap::new();
    let mut at = vec![0usize; must.len()];
    let mut least = None;
    loop {
        let units = cost((given, request), must, &at, &mut known);
        least = [least, units].into_iter().flatten().min();
        let Some(k) = at.iter().position(|s| *s < shifts) else { return least };
        at[k] += 1;
        at[..k].fill(0);
    }
}

fn cost(
    (given, request): (&Given, &Value),
    must: &[bool],
    at: &[usize],
    known: &mut HashMap<(usize, Vec<u32>), Option<Units>>,
) -> Option<i128> {
    let problem = given.problem;
    let none = problem.shifts.len();
    let mut units = 0;
    for (v, s) in at.iter().enumerate() {
        match *s == none {
            true if must[v] => return None,
            true => units += i128::from(problem.jobs[v].price),
            false if !problem.allowed(*s, v) => return None,
            false => {}
        }
    }
    for s in 0..none {
        let set: Vec<u32> = (0..at.len() as u32).filter(|v| at[*v as usize] == s).collect();
        if !set.is_empty() {
            let route = known
                .entry((s, set.clone()))
                .or_insert_with(|| cheapest((given, request), s, &set));
            units += i128::from((*route)?) + i128::from(problem.shifts[s].day_cost);
        }
    }
    Some(units)
}

/// The cheapest order of some visits on a shift, with a call at the warehouse or without.
fn cheapest((given, request): (&Given, &Value), s: usize, set: &[u32]) -> Option<Units> {
    let mut least = None;
    let mut orders: Vec<Vec<u32>> = vec![Vec::new()];
    while let Some(order) = orders.pop() {
        if order.len() == set.len() {
            for route in with_call(given, request, s, order) {
                if let Some(times) = schedule(given.problem, s, &route, &|_| None) {
                    let units = route_units(given.problem, s, &route, &times);
                    least = [least, Some(units)].into_iter().flatten().min();
                }
            }
            continue;
        }
        let rest = set.iter().filter(|v| !order.contains(v));
        orders.extend(rest.map(|v| [&order[..], &[*v]].concat()));
    }
    least
}
