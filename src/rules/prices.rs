//! What leaving a job out costs: given, or by the contract's formulas.

use super::fairness;
use crate::fault::Faults;
use crate::intake::case::{Case, Job, ValueFirst};
use crate::travel::Travel;
use crate::units::{HOUR, Millis, PER_KM, UNITS_MAX, UNITS_PER_MINOR, Units, ceil_minor};
use crate::wire::plan::Assumed;
use serde_json::json;

/// No date is longer, whatever the clocks do.
const DATE_MOST: Millis = 30 * HOUR;

/// Prices of a case, in minor units.
#[derive(Debug)]
pub struct Prices {
    /// The worth of each job.
    pub value: Vec<i64>,
    /// The price of leaving each job out, were it not mandatory.
    pub job: Vec<i64>,
    /// The price of leaving out one mandatory job.
    pub mandatory: i64,
    /// The contract's U: no plan's routes and penalties cost more.
    pub most: i64,
    /// The price of one unit of value, where value comes first.
    pub value_first: Option<i64>,
    /// Defaults that were used.
    pub assumed: Vec<Assumed>,
}

impl Prices {
    /// Computes them, or says that the totals would not fit.
    pub fn of(case: &Case, travel: &Travel, faults: &mut Faults) -> Option<Prices> {
        let bounds = Bounds::of(case, travel);
        let most = bounds.most(case);
        let first = case.policy.value_first.map(|v| match v {
            ValueFirst::Price(p) => i128::from(p),
            ValueFirst::Computed => 1 + most,
        });
        let mut assumed = Vec::new();
        let mut values = Vec::with_capacity(case.own);
        for job in case.own_jobs() {
            let value = job
                .value
                .map_or_else(|| bounds.default_value(case, job, first.is_some()), i128::from);
            if job.value.is_none() {
                let pointer = format!("/problem/jobs/{}/value", job.index);
                let printed = i64::try_from(value).unwrap_or(i64::MAX);
                assumed.push(Assumed { pointer, value: json!(printed) });
            }
            values.push(value);
        }
        let prices: Vec<i128> = values.iter().map(|v| v * first.unwrap_or(1)).collect();
        let optional = prices.iter().zip(case.own_jobs()).filter(|(_, j)| !j.mandatory);
        let mandatory = 1 + optional.map(|(p, _)| p).sum::<i128>() + most;
        let needed = case.own_jobs().iter().filter(|j| j.mandatory).count() as i128;
        let total = prices.iter().sum::<i128>() + mandatory * (1 + needed) + most;
        if total > UNITS_MAX / i128::from(UNITS_PER_MINOR) {
            too_much(total, faults);
            return None;
        }
        let narrow = |v: i128| v as i64;
        // Every way of a job has the job's worth.
        let each = |list: Vec<i128>| -> Vec<i64> {
            (0..case.jobs.len()).map(|j| narrow(list[case.own_of(j)])).collect()
        };
        Some(Prices {
            value: each(values),
            job: each(prices),
            mandatory: narrow(mandatory),
            most: narrow(most),
            value_first: first.map(narrow),
            assumed,
        })
    }

    /// The price of leaving a job out, in units.
    pub fn of_job(&self, case: &Case, job: usize) -> Units {
        let minor = if case.jobs[job].mandatory { self.mandatory } else { self.job[job] };
        minor * UNITS_PER_MINOR
    }
}

fn too_much(total: i128, faults: &mut Faults) {
    let message = "prices and costs add up to more than can be counted exactly";
    let hint = "lower the values, `valueFirst` or the rates, or plan in larger minor units";
    faults.fault("COST_OVERFLOW", "/problem", &total.to_string(), message, hint);
}

/// The most that the uses of a job can add to the bookings: each unit hired by it alone, for the
/// minimum hire or for the longest date.
fn hires(case: &Case, job: &Job) -> i128 {
    if case.resources.is_empty() {
        return 0;
    }
    let uses = job.visits.iter().flat_map(|v| case.uses_of(*v));
    let each = uses.map(|(r, .., units)| {
        let resource = &case.resources[r];
        let longest = resource.minimum_hire.max(DATE_MOST);
        let hours = ceil_minor(i128::from(resource.per_hour) * i128::from(longest));
        i128::from(units) * (i128::from(resource.per_call) + hours)
    });
    each.sum()
}

/// The contract's bounds on what routes can cost, in minor units.
struct Bounds {
    shifts: Vec<i128>,
    /// K x L: the dearest rate times the longest leg, in units.
    leg_units: i128,
    last: i64,
    /// The longest a shift can be.
    longest: i64,
}

impl Bounds {
    fn of(case: &Case, travel: &Travel) -> Bounds {
        let shifts = case.shifts.iter().map(|s| {
            let crew = &case.crews[s.crew.at()].specs;
            let rate = i128::from(crew.hours) + i128::from(crew.drive_time);
            let over = &crew.overtime;
            i128::from(crew.day_used)
                + ceil_minor(rate * i128::from(s.latest_return - s.from))
                + ceil_minor(i128::from(over.per_hour) * i128::from(over.most))
        });
        let dearest = case.crews.iter().map(|c| c.specs.drive_distance).max().unwrap_or(0);
        Bounds {
            shifts: shifts.collect(),
            leg_units: i128::from(dearest) * i128::from(PER_KM) * i128::from(travel.longest()),
            longest: case.shifts.iter().map(|s| s.latest_return - s.from).max().unwrap_or(0),
            last: case.shifts.iter().map(|s| s.latest_return).max().unwrap_or(0),
        }
    }

    fn penalty(&self, case: &Case, job: &Job) -> i128 {
        let late = job.specs.lateness.map_or(0, |due| {
            ceil_minor(i128::from(due.per_hour) * i128::from((self.last - due.at).max(0)))
        });
        let promise = job.specs.promise.as_ref().map_or(0, |_| case.policy.promise_broken);
        let preferred = job.specs.crew_list.preferred.as_ref();
        let visits = job.most_visits as i64;
        let other = preferred.map_or(0, |_| case.policy.not_preferred * visits);
        late + i128::from(promise) + i128::from(other) + hires(case, job)
    }

    fn most(&self, case: &Case) -> i128 {
        if self.shifts.is_empty() {
            return 0;
        }
        // A call at the warehouse is one more leg of its shift.
        let calls = if case.warehouse.is_some() { case.shifts.len() } else { 0 };
        let visits: usize = case.own_jobs().iter().map(|j| j.most_visits).sum();
        let legs = (visits + case.shifts.len() + calls) as i128;
        let penalties: i128 = case.own_jobs().iter().map(|j| self.penalty(case, j)).sum();
        let due = case.jobs.iter().filter_map(|j| j.specs.lateness.map(|due| due.at)).min();
        let worst = due.map_or(0, |due| i128::from((self.last - due).max(0)));
        let worst = ceil_minor(i128::from(case.policy.worst_late_per_hour) * worst);
        let unfair = ceil_minor(fairness::most(case));
        let routes = self.shifts.iter().sum::<i128>() + ceil_minor(self.leg_units * legs);
        routes + penalties + worst + unfair
    }

    fn default_value(&self, case: &Case, job: &Job, first: bool) -> i128 {
        if let Some(given) = case.policy.unassigned[job.priority as usize] {
            return i128::from(given);
        }
        let weight = i128::from(job.priority.weight());
        if first {
            return weight;
        }
        let Some(shift) = self.shifts.iter().max() else { return weight };
        let legs = if case.warehouse.is_some() { 4 } else { 2 };
        let unfair = i128::from(case.policy.unfair_per_hour) * i128::from(self.longest);
        let each = shift + ceil_minor(legs * self.leg_units) + ceil_minor(unfair);
        weight * (1 + job.most_visits as i128 * each + self.penalty(case, job))
    }
}
