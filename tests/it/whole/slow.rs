//! The slow truth: every deal of visits to shifts in every order, with quotas, buffers and loads
//! read from the request itself.

use crate::brute::Given;
use callboard::model::schedule::schedule;
use callboard::model::solution::route_units;
use callboard::units::{MINUTE, Millis};
use chrono::Datelike;
use serde_json::Value;
use std::collections::BTreeMap;

/// A route that can be done.
struct Way {
    visits: Vec<usize>,
    units: i128,
    work: Millis,
    drive: Millis,
    /// Busy time as the request's buffer counts it, were the shift in it.
    busy: Millis,
}

/// The least cost of any legal plan, in units.
pub fn best(given: &Given, request: &Value) -> i128 {
    let mut deal = Deal {
        given,
        request,
        ways: (0..given.problem.shifts.len()).map(|s| ways(given, request, s)).collect(),
        chosen: Vec::new(),
        least: i128::MAX,
    };
    deal.shift(0, 0);
    deal.least
}

/// Every route of every shift, with its cost but for the price of the day.
pub fn routes(given: &Given, request: &Value) -> Vec<(usize, i64, Vec<u32>)> {
    let shifts = 0..given.problem.shifts.len();
    let each = shifts.flat_map(|s| ways(given, request, s).into_iter().map(move |way| (s, way)));
    let used = each.filter(|(_, way)| !way.visits.is_empty());
    let visits = |way: &Way| way.visits.iter().map(|v| *v as u32).collect();
    used.map(|(s, way)| (s, way.units as i64, visits(&way))).collect()
}

fn job<'r>(given: &Given, request: &'r Value, visit: usize) -> &'r Value {
    &request["problem"]["jobs"][given.problem.visits[visit].job as usize]
}

fn names(list: &Value) -> Vec<&str> {
    list.as_array().into_iter().flatten().map(|w| w.as_str().expect("a word")).collect()
}

fn has(list: &Value, word: &Value) -> bool {
    list.is_null() || names(list).contains(&word.as_str().expect("a word"))
}

/// Every route of a shift, the empty one first.
fn ways(given: &Given, request: &Value, s: usize) -> Vec<Way> {
    let problem = given.problem;
    let none = Way { visits: Vec::new(), units: 0, work: 0, drive: 0, busy: 0 };
    let mut out = vec![none];
    let mut stack: Vec<Vec<u32>> = vec![Vec::new()];
    while let Some(route) = stack.pop() {
        for v in 0..problem.visits.len() as u32 {
            // `allowed` asks for windows and hours; of quotas it knows those of 0 alone, and these
            // are counted again below.
            if route.contains(&v) {
                continue;
            }
            stack.push([&route[..], &[v]].concat());
        }
        if route.is_empty() || route.iter().any(|&v| problem.spans(s, v as usize).is_empty()) {
            continue;
        }
        let Some(times) = schedule(problem, s, &route, &|_| None) else { continue };
        let home = problem.visits[route[route.len() - 1] as usize].place;
        let home = problem.leg(Some(home), problem.shifts[s].end).drive;
        let spared = |v: u32| {
            let keeps = &request["problem"]["buffers"][0]["keepsFor"];
            let priority = &job(given, request, v as usize)["priority"];
            if keeps.is_null() { *priority == "EMERGENCY" } else { has(keeps, priority) }
        };
        let stops = route.iter().zip(&times.stops);
        let work = route.iter().map(|&v| problem.visits[v as usize].duration).sum();
        let drive = times.stops.iter().map(|t| t.leg.drive).sum::<Millis>() + home;
        let (mut busy, mut last) = (0, false);
        for (&v, stop) in stops {
            let own = spared(v);
            if !own {
                busy += problem.visits[v as usize].duration;
            }
            if !own && !last {
                busy += stop.leg.drive;
            }
            last = own;
        }
        busy += if last { 0 } else { home };
        let units = i128::from(route_units(problem, s, &route, &times));
        let visits = route.iter().map(|&v| v as usize).collect();
        out.push(Way { visits, units, work, drive, busy });
    }
    out
}

struct Deal<'a> {
    given: &'a Given<'a>,
    request: &'a Value,
    ways: Vec<Vec<Way>>,
    /// By shift, which of its routes.
    chosen: Vec<usize>,
    least: i128,
}

impl Deal<'_> {
    fn shift(&mut self, s: usize, taken: usize) {
        if s == self.ways.len() {
            if let Some(units) = self.price(taken)
                && units < self.least
                && self.is_legal()
            {
                self.least = units;
            }
            return;
        }
        for k in 0..self.ways[s].len() {
            let set: usize = self.ways[s][k].visits.iter().map(|v| 1 << v).sum();
            if set & taken == 0 {
                self.chosen.push(k);
                self.shift(s + 1, taken | set);
                self.chosen.pop();
            }
        }
    }

    fn way(&self, s: usize) -> &Way {
        &self.ways[s][self.chosen[s]]
    }

    fn at(&self, visit: usize) -> Option<usize> {
        (0..self.chosen.len()).find(|&s| self.way(s).visits.contains(&visit))
    }

    /// `None` where a job is served in part, or its parts are not day after day with one crew.
    fn price(&self, taken: usize) -> Option<i128> {
        let problem = self.given.problem;
        let mut units = 0;
        let mut paid = vec![false; problem.day_groups];
        for (s, shift) in problem.shifts.iter().enumerate() {
            let way = self.way(s);
            units += way.units;
            let group = shift.day_group as usize;
            if !way.visits.is_empty() && !std::mem::replace(&mut paid[group], true) {
                units += i128::from(shift.day_cost);
            }
        }
        for (j, job) in problem.jobs.iter().enumerate() {
            let served = problem.visits_of(j).filter(|v| taken & 1 << v != 0).count();
            if served == 0 {
                units += i128::from(job.price);
            } else if served < problem.visits_of(j).len() {
                return None;
            }
            for (a, b) in problem.visits_of(j).zip(problem.visits_of(j).skip(1)) {
                if let (Some(a), Some(b)) = (self.at(a), self.at(b)) {
                    let (a, b) = (&problem.shifts[a], &problem.shifts[b]);
                    if a.crew != b.crew || a.day + 1 != b.day {
                        return None;
                    }
                }
            }
        }
        Some(units + self.unfair())
    }

    fn unfair(&self) -> i128 {
        let rate = self.request["policy"]["prices"]["unfairPerHour"].as_i64().unwrap_or(0);
        let drives = self.request["policy"]["fairness"]["measure"] != "WORK";
        let crews = self.request["problem"]["crews"].as_array().expect("crews");
        let loads: Vec<Millis> = crews
            .iter()
            .enumerate()
            .filter(|(_, crew)| crew["fair"] != false)
            .map(|(c, crew)| {
                let before = crew["history"].as_str().map_or(0, minutes) * MINUTE;
                let shifts = 0..self.ways.len();
                let own = shifts.filter(|&s| self.given.problem.shifts[s].crew as usize == c);
                let load =
                    own.map(|s| self.way(s)).map(|w| w.work + if drives { w.drive } else { 0 });
                before + load.sum::<Millis>()
            })
            .collect();
        let apart = loads.iter().max().unwrap_or(&0) - loads.iter().min().unwrap_or(&0);
        i128::from(rate) * i128::from(apart)
    }

    /// Whether an entry of quotas or buffers speaks of a shift.
    fn holds(&self, entry: &Value, s: usize) -> bool {
        let shift = &self.given.case.shifts[s];
        let day = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"][shift.date.weekday() as usize];
        let crew = &self.given.case.crews[shift.crew.at()].id;
        has(&entry["crews"], &Value::from(crew.as_str()))
            && has(&entry["days"], &Value::from(day))
            && has(&entry["dates"], &Value::from(shift.date.to_string()))
    }

    fn is_legal(&self) -> bool {
        let problem = &self.request["problem"];
        let list = |key: &str| problem[key].as_array().cloned().unwrap_or_default();
        let shifts = || 0..self.ways.len();
        let quotas = list("quotas").into_iter().all(|quota| {
            let mut by_date: BTreeMap<String, i64> = BTreeMap::new();
            for s in shifts().filter(|&s| self.holds(&quota, s)) {
                let date = match quota["per"] == "HORIZON" {
                    true => String::new(),
                    false => self.given.case.shifts[s].date.to_string(),
                };
                let counted = |v: &&usize| {
                    let job = job(self.given, self.request, **v);
                    self.given.case.visits[**v].number == 1
                        && has(&quota["types"], &job["type"])
                        && has(&quota["territories"], &job["territory"])
                };
                let many = self.way(s).visits.iter().filter(counted).count();
                *by_date.entry(date).or_default() += many as i64;
            }
            by_date.values().all(|many| *many <= quota["max"].as_i64().expect("a number"))
        });
        let types = shifts().all(|s| {
            let crew = self.given.problem.shifts[s].crew as usize;
            let limits = &problem["crews"][crew]["max"]["perType"];
            ["A", "B"].into_iter().all(|kind| {
                let of = |v: &&usize| job(self.given, self.request, **v)["type"] == kind;
                let many = self.way(s).visits.iter().filter(of).count() as i64;
                limits[kind].as_i64().is_none_or(|most| many <= most)
            })
        });
        quotas && types && list("buffers").iter().all(|buffer| self.keeps(buffer))
    }

    fn keeps(&self, buffer: &Value) -> bool {
        let share: f64 = match &buffer["share"] {
            Value::String(text) => text.parse().expect("a number"),
            number => number.as_f64().expect("a number"),
        };
        let left = 1000 - (share * 1000.0).round() as i64;
        let mut by_date: BTreeMap<String, (Millis, Millis)> = BTreeMap::new();
        for s in (0..self.ways.len()).filter(|&s| self.holds(buffer, s)) {
            let shift = &self.given.case.shifts[s];
            let cell = by_date.entry(shift.date.to_string()).or_default();
            cell.0 += self.way(s).busy;
            cell.1 += shift.to - shift.from;
        }
        by_date.values().all(|(busy, time)| busy * 1000 <= time * left)
    }
}

fn minutes(text: &str) -> i64 {
    let digits = text.strip_prefix("PT").and_then(|t| t.strip_suffix('M'));
    digits.expect("minutes").parse().expect("minutes")
}
