//! From a solution to the printed plan: times, amounts by rule and KPIs.

use super::bookings;
use super::problem::{Leg, Problem};
use super::schedule::{BreakAt, Schedule};
use super::solution::{Solution, worst};
use crate::ids::{CrewId, PlaceId};
use crate::intake::case::Case;
use crate::rules::Prices;
use crate::units::{Millis, UNITS_PER_MINOR, Units, thousandths, to_minor};
use crate::wire::plan::{
    Booking, BreakTaken, CallStop, HomeLeg, Kpis, PlacePrinted, Route, RuleAmount, Stop, VisitStop,
};
use crate::wire::text::{print_duration, print_instant};
use std::collections::BTreeSet;

/// The part of a plan that follows from the solution alone.
pub struct Printed {
    pub routes: Vec<Route>,
    pub bookings: Vec<Booking>,
    pub costs: Vec<RuleAmount>,
    pub cost: i64,
    /// The exact cost, in units.
    pub units: i128,
    pub kpis: Kpis,
    pub places: Vec<PlacePrinted>,
    /// Jobs in no route.
    pub left_out: Vec<usize>,
}

/// Amounts by rule, in the order of the contract.
#[derive(Default)]
struct Amounts([i128; RULES.len()]);

const RULES: [&str; 13] = [
    "unassigned",
    "mandatory",
    "day-used",
    "hours",
    "overtime",
    "drive-time",
    "drive-distance",
    "lateness",
    "promise",
    "preferred-crew",
    "worst-lateness",
    "bookings",
    "fairness",
];

struct Totals {
    drive: Millis,
    work: Millis,
    wait: Millis,
    rest: Millis,
    overtime: Millis,
    metres: i64,
    shift_time: Millis,
}

/// Prints a solution; `Err` names a shift that cannot be done, which only a defect can cause.
pub fn print(
    case: &Case,
    problem: &Problem,
    prices: &Prices,
    solution: &Solution,
) -> Result<Printed, usize> {
    let schedules = solution.schedules(problem)?;
    Ok(print_times(case, problem, prices, solution, &schedules))
}

/// Prints routes with given times. These may break any rule, and a visit may stand in several
/// routes; hence sums that no such time overflows.
pub fn print_times(
    case: &Case,
    problem: &Problem,
    prices: &Prices,
    solution: &Solution,
    schedules: &[Option<Schedule>],
) -> Printed {
    let mut p = Printer {
        case,
        problem,
        amounts: Amounts::default(),
        totals: Totals {
            drive: 0,
            work: 0,
            wait: 0,
            rest: 0,
            overtime: 0,
            metres: 0,
            shift_time: 0,
        },
        day_paid: vec![false; problem.day_groups],
        places: BTreeSet::new(),
    };
    let mut routes = Vec::new();
    for (s, schedule) in schedules.iter().enumerate() {
        if let Some(times) = schedule {
            routes.push(p.route(s, &solution.routes[s], times));
        }
    }
    let timed = solution.routes.iter().zip(schedules);
    let late = timed.filter_map(|(r, times)| Some(worst(problem, r, times.as_ref()?))).max();
    p.add("worst-lateness", product(problem.worst_rate, late.unwrap_or(0)));
    let (bookings, hired) = bookings::print(case, &problem.resources, &solution.routes, schedules);
    p.add("bookings", hired);
    p.add("fairness", problem.whole.unfair(problem, solution));
    let served = solution.served(problem);
    for (job, _) in problem.jobs.iter().zip(&served).filter(|(_, served)| !**served) {
        p.amounts.0[usize::from(job.mandatory)] += i128::from(job.price);
    }
    let costs: Vec<RuleAmount> = RULES
        .iter()
        .zip(p.amounts.0)
        .map(|(rule, units)| RuleAmount { rule: (*rule).into(), amount: minor(units) })
        .filter(|c| c.amount != 0)
        .collect();
    Printed {
        cost: costs.iter().fold(0, |sum: i64, c| sum.saturating_add(c.amount)),
        units: p.amounts.0.iter().sum(),
        kpis: kpis(case, prices, &served, schedules, solution, &p.totals),
        places: places(case, &p.places),
        left_out: (0..served.len()).filter(|j| !served[*j]).collect(),
        routes,
        bookings,
        costs,
    }
}

/// An amount as printed. The door keeps those of legal plans within 62 bits.
pub(super) fn minor(units: i128) -> i64 {
    i64::try_from(to_minor(units)).unwrap_or(i64::MAX)
}

struct Printer<'a> {
    case: &'a Case,
    problem: &'a Problem<'a>,
    amounts: Amounts,
    totals: Totals,
    day_paid: Vec<bool>,
    places: BTreeSet<PlaceId>,
}

impl Printer<'_> {
    fn instant(&self, ms: Millis) -> String {
        print_instant(ms, self.case.zone)
    }

    fn add(&mut self, rule: &str, units: i128) -> i128 {
        let at = RULES.iter().position(|r| *r == rule).expect("a priced rule");
        self.amounts.0[at] += units;
        units
    }

    fn route(&mut self, s: usize, visits: &[u32], times: &Schedule) -> Route {
        let shift = &self.problem.shifts[s];
        let clock = &shift.clock;
        let mut units: i128 = 0;
        if !std::mem::replace(&mut self.day_paid[shift.day_group as usize], true) {
            units += self.add("day-used", shift.day_cost.into());
        }
        units += self.add("hours", product(clock.hour_rate, times.back - times.departure));
        let over = (times.back - clock.to).max(0);
        units += self.add("overtime", product(clock.overtime_rate, over));
        let mut stops = Vec::new();
        for (p, &v) in visits.iter().enumerate() {
            stops.extend(self.own_breaks(s, times, BreakAt::Stop(p)).map(Stop::Break));
            let (stop, cost) = match self.problem.is_call(v) {
                true => self.call(s, p, times),
                false => self.stop(s, p, v, times),
            };
            units += cost;
            stops.push(stop);
        }
        let n = visits.len();
        stops.extend(self.own_breaks(s, times, BreakAt::Stop(n)).map(Stop::Break));
        let last = visits.last().map(|&v| self.problem.visits[v as usize].place);
        let home = self.problem.leg(last, shift.end);
        units += self.leg(s, home);
        self.places.extend(shift.start);
        self.places.extend(shift.end);
        self.frame(s, times, stops, home, units)
    }

    /// The route around its stops: totals, crew, way home.
    fn frame(
        &mut self,
        s: usize,
        times: &Schedule,
        stops: Vec<Stop>,
        home: Leg,
        units: i128,
    ) -> Route {
        let shift = &self.case.shifts[s];
        let crew = &self.case.crews[shift.crew.at()];
        let drive = times.stops.iter().map(|t| t.leg.drive).sum::<Millis>() + home.drive;
        let metres = times.stops.iter().map(|t| t.leg.metres).sum::<i64>() + home.metres;
        let length = |b: &super::schedule::BreakTime| b.end - b.start;
        let rest: Millis = times.breaks.iter().map(length).sum();
        let within = times.breaks.iter().filter(|b| b.start >= times.departure);
        let within: Millis = within.filter(|b| b.end <= times.back).map(length).sum();
        let inside = times.breaks.iter().filter(|b| matches!(b.place, BreakAt::Inside(_)));
        let served: Millis = times.stops.iter().map(|t| t.end - t.start).sum();
        let work = served - inside.map(length).sum::<Millis>();
        let wait = times.back - times.departure - drive - work - within;
        let over = (times.back - shift.to).max(0);
        let t = &mut self.totals;
        t.drive += drive;
        t.work += work;
        t.wait += wait;
        t.rest += rest;
        t.overtime += over;
        t.metres += metres;
        t.shift_time += shift.to - shift.from;
        let n = times.stops.len();
        let way = self.own_breaks(s, times, BreakAt::OnTheWay(n)).collect();
        let name = |p: &usize| self.case.people[*p].id.clone();
        Route {
            crew: crew.id.clone(),
            shift: shift.id.clone(),
            date: shift.date.to_string(),
            members: crew.members.iter().map(name).collect(),
            lead: crew.lead.as_ref().map(name),
            start: self.instant(times.departure),
            end: self.instant(times.back),
            drive: print_duration(drive),
            work: print_duration(work),
            wait: print_duration(wait),
            break_time: print_duration(rest),
            overtime: print_duration(over),
            metres,
            cost: minor(units),
            stops,
            home: self.problem.shifts[s].end.map(|_| HomeLeg {
                travel: print_duration(home.drive),
                metres: home.metres,
                on_the_way: way,
            }),
        }
    }

    fn leg(&mut self, s: usize, leg: Leg) -> i128 {
        let shift = &self.problem.shifts[s];
        let drive = self.add("drive-time", product(leg.drive, shift.drive_rate));
        drive + self.add("drive-distance", product(leg.metres, shift.metre_rate))
    }

    fn call(&mut self, s: usize, p: usize, times: &Schedule) -> (Stop, i128) {
        let t = &times.stops[p];
        let units = self.leg(s, t.leg);
        let warehouse = self.case.warehouse.as_ref().expect("only its problem has calls");
        self.places.insert(warehouse.place);
        let stop = CallStop {
            id: warehouse.id.clone(),
            place: self.case.places[warehouse.place.at()].id.clone(),
            travel: print_duration(t.leg.drive),
            metres: t.leg.metres,
            arrival: self.instant(t.arrival),
            start: self.instant(t.start),
            end: self.instant(t.end),
            departure: self.instant(t.departure),
            on_the_way: self.own_breaks(s, times, BreakAt::OnTheWay(p)).collect(),
            cost: minor(units),
        };
        (Stop::Call(Box::new(stop)), units)
    }

    fn stop(&mut self, s: usize, p: usize, v: u32, times: &Schedule) -> (Stop, i128) {
        let (problem, case) = (self.problem, self.case);
        let visit = &problem.visits[v as usize];
        let job = &case.jobs[visit.job as usize];
        let t = &times.stops[p];
        let mut units = self.leg(s, t.leg);
        let late = visit.late.map_or(0, |(due, rate)| product((t.start - due).max(0), rate));
        units += self.add("lateness", late);
        let kept = |p: &(Millis, Millis, Units)| (p.0..=p.1).contains(&t.start);
        let broken = visit.promise.filter(|p| !kept(p)).map_or(0, |p| p.2);
        units += self.add("promise", broken.into());
        units += self.add("preferred-crew", problem.fixed_cost(s, v as usize).into());
        self.places.insert(visit.place);
        let stop = VisitStop {
            job: job.id.clone(),
            visit: case.visits[v as usize].number,
            place: case.places[visit.place.at()].id.clone(),
            travel: print_duration(t.leg.drive),
            metres: t.leg.metres,
            arrival: self.instant(t.arrival),
            start: self.instant(t.start),
            end: self.instant(t.end),
            departure: self.instant(t.departure),
            inside: self.own_breaks(s, times, BreakAt::Inside(p)).collect(),
            on_the_way: self.own_breaks(s, times, BreakAt::OnTheWay(p)).collect(),
            overridden: job.specs.pins.overridden.clone(),
            cost: minor(units),
        };
        (Stop::Visit(Box::new(stop)), units)
    }

    fn own_breaks(
        &self,
        s: usize,
        times: &Schedule,
        place: BreakAt,
    ) -> impl Iterator<Item = BreakTaken> + use<> {
        let taken: Vec<BreakTaken> = times
            .breaks
            .iter()
            .filter(|b| b.place == place)
            .map(|b| BreakTaken {
                id: self.case.shifts[s].breaks[b.index].id.clone(),
                start: self.instant(b.start),
                end: self.instant(b.end),
            })
            .collect();
        taken.into_iter()
    }
}

/// A rate times what it is a rate of.
fn product(a: i64, b: i64) -> i128 {
    i128::from(a) * i128::from(b)
}

fn places(case: &Case, named: &BTreeSet<PlaceId>) -> Vec<PlacePrinted> {
    let mut out: Vec<PlacePrinted> = named
        .iter()
        .map(|p| {
            let place = &case.places[p.at()];
            PlacePrinted {
                id: place.id.clone(),
                address: place.address.clone(),
                lat: place.at.map(|a| a.0),
                lon: place.at.map(|a| a.1),
            }
        })
        .collect();
    out.sort_by(|a, b| a.id.cmp(&b.id));
    out
}

fn kpis(
    case: &Case,
    prices: &Prices,
    served: &[bool],
    schedules: &[Option<Schedule>],
    solution: &Solution,
    t: &Totals,
) -> Kpis {
    let mut crews: BTreeSet<CrewId> = BTreeSet::new();
    let (mut kept, mut late) = (0, 0);
    for (s, times) in schedules.iter().enumerate() {
        let Some(times) = times else { continue };
        crews.insert(case.shifts[s].crew);
        for (&v, stop) in solution.routes[s].iter().zip(&times.stops) {
            let Some(visit) = case.visits.get(v as usize).filter(|v| v.number == 1) else {
                continue;
            };
            let specs = &case.jobs[visit.job.at()].specs;
            let told = specs.promise.as_ref();
            kept += i64::from(told.is_some_and(|t| (t.from..=t.to).contains(&stop.start)));
            late += i64::from(specs.lateness.is_some_and(|due| stop.start > due.at));
        }
    }
    let promised = case.own_jobs().iter().filter(|j| j.specs.promise.is_some()).count() as i64;
    let value = served.iter().zip(&prices.value).filter(|(s, _)| **s).map(|(_, v)| v).sum();
    Kpis {
        jobs: served.iter().filter(|s| **s).count() as i64,
        value,
        drive: print_duration(t.drive),
        work: print_duration(t.work),
        wait: print_duration(t.wait),
        break_time: print_duration(t.rest),
        overtime: print_duration(t.overtime),
        metres: t.metres,
        utilisation: thousandths(t.work, t.shift_time),
        promises_kept: (promised > 0).then(|| thousandths(kept, promised)),
        late_jobs: late,
        crews_used: crews.len() as i64,
    }
}

/// The exact cost of serving nothing, in units.
pub fn cost_of_nothing(problem: &Problem) -> i128 {
    let prices: i128 = problem.jobs[..problem.own].iter().map(|j| i128::from(j.price)).sum();
    prices + problem.whole.unfair(problem, &Solution::empty(problem))
}

/// The printed bound: the floor of the internal one, and never above the printed cost.
pub fn print_bound(units: i128, cost: i64) -> i64 {
    let floor = units.div_euclid(i128::from(UNITS_PER_MINOR));
    i64::try_from(floor).unwrap_or(i64::MAX).min(cost)
}
