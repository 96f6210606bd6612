//! A printed plan becomes the view that the rules check: texts are read strictly, ids found.

use crate::ids::{CrewId, JobId, ShiftId};
use crate::intake::case::Case;
use crate::intake::ways;
use crate::rules::breaks::MOST as MOST_BREAKS;
use crate::rules::view::{BreakPlace, BreakView, CallView, LegView, RouteView, VisitView};
use crate::rules::{Findings, Prices, View};
use crate::travel::Travel;
use crate::units::Millis;
use crate::wire::plan::{BreakTaken, CallStop, Plan, Route, Stop, Unassigned, Verdict, VisitStop};
use crate::wire::text::{parse_duration, parse_instant, print_duration, print_instant};
use std::collections::HashMap;

/// Reads a plan; nothing where some of it could not be read or found, which is then a violation.
pub fn read<'a>(
    case: &'a Case,
    travel: &'a Travel,
    prices: &'a Prices,
    plan: &'a Plan,
    out: &mut Findings,
) -> Option<View<'a>> {
    let way = ways::printed(case, plan);
    let mut reader = Reader { names: Names::of(case), way: &way, case, out };
    let routes: Vec<Option<RouteView>> = plan.routes.iter().map(|r| reader.route(r)).collect();
    let listed = reader.unassigned(&plan.unassigned);
    if plan.set_aside != case.set_aside {
        reader.out.now_checking("cover");
        reader.out.broken("`setAside` does not list the jobs and faults that were set aside");
    }
    if !reader.out.violations.is_empty() {
        return None;
    }
    let routes: Vec<RouteView> = routes.into_iter().collect::<Option<_>>()?;
    let mut placed = vec![Vec::new(); case.visits.len()];
    for (r, route) in routes.iter().enumerate() {
        for (position, visit) in route.visits.iter().enumerate() {
            placed[visit.visit.at()].push((r, position));
        }
    }
    let whole = |j: &crate::intake::case::Job| j.visits.iter().all(|v| !placed[v.at()].is_empty());
    let served = way.iter().map(|w| whole(&case.jobs[w.at()])).collect();
    Some(View { case, travel, prices, plan, routes, placed, way, served, listed })
}

/// What can be named, by id.
struct Names<'a> {
    crews: HashMap<&'a str, usize>,
    shifts: HashMap<&'a str, usize>,
    jobs: HashMap<&'a str, usize>,
}

impl<'a> Names<'a> {
    fn of(case: &'a Case) -> Names<'a> {
        Names {
            crews: case.crews.iter().enumerate().map(|(i, c)| (c.id.as_str(), i)).collect(),
            shifts: case.shifts.iter().enumerate().map(|(i, s)| (s.id.as_str(), i)).collect(),
            jobs: case.own_jobs().iter().enumerate().map(|(i, j)| (j.id.as_str(), i)).collect(),
        }
    }
}

struct Reader<'a, 'o> {
    case: &'a Case,
    names: Names<'a>,
    /// For each own job the way in which the plan serves it.
    way: &'o [JobId],
    out: &'o mut Findings,
}

impl<'a> Reader<'a, '_> {
    fn broken(&mut self, rule: &'static str, message: String) {
        self.out.now_checking(rule);
        self.out.broken(message);
    }

    fn route(&mut self, printed: &'a Route) -> Option<RouteView<'a>> {
        let name = &printed.shift;
        let crew = self.names.crews.get(printed.crew.as_str()).copied();
        if crew.is_none() {
            self.broken("cover", format!("{name}: no crew has the id {}", printed.crew));
        }
        let shift = self.names.shifts.get(name.as_str()).copied();
        if shift.is_none() {
            self.broken("shift-hours", format!("no shift has the id {name}"));
        }
        let start = self.instant(&format!("{name}: start"), &printed.start);
        let end = self.instant(&format!("{name}: end"), &printed.end);
        let (mut visits, mut calls) = (Vec::new(), Vec::new());
        let mut breaks = Vec::new();
        let mut good = true;
        for stop in &printed.stops {
            let at = visits.len() + calls.len();
            match stop {
                Stop::Break(taken) => {
                    let place = BreakPlace::Stop(at);
                    good &= self.pauses(std::slice::from_ref(taken), place, &mut breaks);
                }
                Stop::Visit(stop) => match self.visit(stop, at, &mut breaks) {
                    Some(visit) => visits.push(visit),
                    None => good = false,
                },
                Stop::Call(stop) => match self.call(stop, at, &mut breaks) {
                    Some(call) => calls.push(call),
                    None => good = false,
                },
            }
        }
        let home = match &printed.home {
            None => None,
            Some(home) => {
                let place = BreakPlace::OnTheWay(visits.len() + calls.len());
                good &= self.pauses(&home.on_the_way, place, &mut breaks);
                let leg = self.leg(&format!("{name}: the way home"), &home.travel, home.metres);
                good &= leg.is_some();
                leg
            }
        };
        if breaks.len() > MOST_BREAKS {
            self.broken("breaks", format!("{name}: no crew takes {} breaks", breaks.len()));
            good = false;
        }
        let (crew, shift) = (CrewId::new(crew?), ShiftId::new(shift?));
        let (start, end) = (start?, end?);
        let route = RouteView { printed, shift, crew, start, end, visits, calls, breaks, home };
        good.then_some(route)
    }

    fn call(
        &mut self,
        printed: &'a CallStop,
        stop: usize,
        breaks: &mut Vec<BreakView>,
    ) -> Option<CallView<'a>> {
        let name = format!("the call at {}", printed.id);
        let leg = self.leg(&format!("the way to {name}"), &printed.travel, printed.metres);
        let times =
            self.times(&name, [&printed.arrival, &printed.start, &printed.end, &printed.departure]);
        let good = self.pauses(&printed.on_the_way, BreakPlace::OnTheWay(stop), breaks);
        let ([arrival, start, end, departure], leg) = (times?, leg?);
        good.then_some(CallView { printed, stop, leg, arrival, start, end, departure })
    }

    /// Arrival, start, end and departure.
    fn times(&mut self, name: &str, texts: [&str; 4]) -> Option<[Millis; 4]> {
        let keys = ["arrival", "start", "end", "departure"];
        let mut found = [None; 4];
        for (k, text) in texts.into_iter().enumerate() {
            found[k] = self.instant(&format!("{} of {name}", keys[k]), text);
        }
        let [a, b, c, d] = found;
        Some([a?, b?, c?, d?])
    }

    fn visit(
        &mut self,
        printed: &'a VisitStop,
        position: usize,
        breaks: &mut Vec<BreakView>,
    ) -> Option<VisitView<'a>> {
        let name = format!("visit {} of job {}", printed.visit, printed.job);
        let Some(&job) = self.names.jobs.get(printed.job.as_str()) else {
            self.broken("cover", format!("no job to be planned has the id {}", printed.job));
            return None;
        };
        let position_in_job = (printed.visit as usize).checked_sub(1);
        let way = self.way[job];
        let visit = position_in_job.and_then(|k| self.case.jobs[way.at()].visits.get(k)).copied();
        if visit.is_none() {
            self.broken("cover", format!("there is no {name}"));
        }
        let leg = self.leg(&format!("the way to {name}"), &printed.travel, printed.metres);
        let times =
            self.times(&name, [&printed.arrival, &printed.start, &printed.end, &printed.departure]);
        let mut good = self.pauses(&printed.on_the_way, BreakPlace::OnTheWay(position), breaks);
        let before = breaks.len();
        good &= self.pauses(&printed.inside, BreakPlace::Inside(position), breaks);
        let rest: Millis = breaks[before..].iter().map(|b| b.end - b.start).sum();
        let (leg, [arrival, start, end, departure]) = (leg?, times?);
        let (visit, job) = (visit?, way);
        let stop = position;
        let service = match self.case.jobs[job.at()].is_cut() {
            true => end - start - rest,
            false => self.case.visits[visit.at()].duration,
        };
        good.then_some(VisitView {
            printed,
            visit,
            job,
            stop,
            leg,
            service,
            arrival,
            start,
            end,
            departure,
        })
    }

    /// Breaks printed at one place; whether all of them could be read.
    fn pauses(
        &mut self,
        taken: &[BreakTaken],
        place: BreakPlace,
        breaks: &mut Vec<BreakView>,
    ) -> bool {
        let before = breaks.len();
        for one in taken {
            let start = self.instant(&format!("start of break {}", one.id), &one.start);
            let end = self.instant(&format!("end of break {}", one.id), &one.end);
            let times = start.zip(end);
            breaks.extend(times.map(|(start, end)| BreakView {
                id: one.id.clone(),
                start,
                end,
                place,
            }));
        }
        breaks.len() - before == taken.len()
    }

    /// A leg that some snapshot could have: beyond that, sums of money would not be exact.
    fn leg(&mut self, what: &str, travel: &str, metres: i64) -> Option<LegView> {
        let travel = self.duration(what, travel);
        if u32::try_from(metres).is_err() {
            self.broken("travel", format!("{what}: {metres} m is no distance"));
            return None;
        }
        Some(LegView { travel: travel?, metres })
    }

    /// A time, printed the one way in which the contract prints it.
    fn instant(&mut self, what: &str, text: &str) -> Option<Millis> {
        let found = parse_instant(text);
        let right = found.map(|ms| print_instant(ms, self.case.zone));
        if right.as_deref() == Some(text) {
            return found;
        }
        let zone = self.case.zone.name();
        let message = match right {
            Some(right) => format!("{what}: {text} is printed as {right} in {zone}"),
            None => format!("{what}: {text} is no time"),
        };
        self.broken("clock", message);
        None
    }

    /// A duration, printed the one way in which the contract prints it.
    fn duration(&mut self, what: &str, text: &str) -> Option<Millis> {
        let found = parse_duration(text);
        let right = found.map(print_duration);
        if right.as_deref() == Some(text) {
            return found;
        }
        let message = match right {
            Some(right) => format!("{what}: {text} is printed as {right}"),
            None => format!("{what}: {text} is no duration"),
        };
        self.broken("clock", message);
        None
    }

    /// Which jobs `unassigned` names. Whatever its entries name must exist.
    fn unassigned(&mut self, entries: &[Unassigned]) -> Vec<bool> {
        let mut listed = vec![false; self.case.own];
        for entry in entries {
            let name = &entry.job;
            match self.names.jobs.get(name.as_str()) {
                None => self.broken("cover", format!("no job to be planned has the id {name}")),
                Some(&job) if listed[job] => {
                    self.broken("cover", format!("`unassigned` names job {name} twice"));
                }
                Some(&job) => listed[job] = true,
            }
            let at = entry.position.as_ref();
            let priced = entry.verdict == Verdict::PricedOut;
            if priced && (at.is_none() || entry.extra_cost.is_none()) {
                let message = format!("`unassigned` {name}: PRICED_OUT without where and how much");
                self.broken("cover", message);
            }
            let mut crews = entry.reasons.iter().flat_map(|r| &r.crews).chain(at.map(|p| &p.crew));
            let mut jobs = entry.displaces.iter().chain(at.and_then(|p| p.after.as_ref()));
            let crew = crews.find(|c| !self.names.crews.contains_key(c.as_str()));
            let job = jobs.find(|j| !self.names.jobs.contains_key(j.as_str()));
            let shift = at.map(|p| &p.shift);
            let shift = shift.filter(|s| !self.names.shifts.contains_key(s.as_str()));
            for (kind, id) in [("crew", crew), ("job", job), ("shift", shift)] {
                if let Some(id) = id {
                    let message = format!("`unassigned` {name}: no {kind} has the id {id}");
                    self.broken("cover", message);
                }
            }
        }
        listed
    }
}
