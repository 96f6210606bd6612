//! Shared resources: which use is before which, on which unit, and what the hires cost.
//!
//! A use is a start and an end on one time line, that of all shifts. Pairs of uses of one resource
//! are put in order; where a resource has several units, each use takes the free ones of the lowest
//! numbers, as the contract says, because the price of the hires hangs on that.

use super::Draft;
use super::links::{horizon, places, start};
use super::routes::Route;
use crate::model::resources::Resource;
use crate::units::Millis;
use good_lp::{Expression, Variable};

/// One use in the model.
struct Use {
    begins: Expression,
    ends: Expression,
    served: Expression,
    units: u32,
    /// By date of the horizon in use.
    on: Vec<Variable>,
}

/// The time line: its first moment, its length, and the dates on it.
struct Line {
    first: Millis,
    far: f64,
    days: Vec<(Millis, Millis)>,
}

pub fn uses(draft: &mut Draft, routes: &[Route]) {
    let problem = draft.problem;
    if problem.resources.is_empty() {
        return;
    }
    let line = Line::of(draft);
    for r in 0..problem.resources.len() {
        let mut all: Vec<Use> = Vec::new();
        for &v in problem.resources.users() {
            let own = problem.resources.of_visit(v).iter();
            for one in own.filter(|one| one.resource as usize == r) {
                let (offset, lasts) = (draft.ticks(one.offset), draft.ticks(one.lasts));
                all.push(Use::of(draft, routes, &line, (v as usize, offset, lasts, one.units)));
            }
        }
        let resource = problem.resources.get(r);
        let takes = |u: &Use| u.units == 1;
        if resource.units == 1 && all.iter().all(takes) {
            one_by_one(draft, &line, &all);
            let first: Vec<Vec<Expression>> = all.iter().map(|u| vec![u.served.clone()]).collect();
            hires(draft, &line, resource, &all, &first);
        } else {
            let busy = busy(draft, &line, &all);
            at_once(draft, resource, &all, &busy);
            if resource.per_call() > 0 || resource.rate() > 0 {
                let units = lowest_free(draft, resource, &all, &busy);
                hires(draft, &line, resource, &all, &units);
            }
        }
        quotas(draft, &line, resource, &all);
    }
}

impl Line {
    fn of(draft: &Draft) -> Line {
        let problem = draft.problem;
        let first = problem.shifts.iter().map(|s| s.clock.from).min().unwrap_or(0);
        let last = first + horizon(problem);
        let resources = &problem.resources;
        let span = resources.users().iter().flat_map(|v| resources.of_visit(*v));
        let longest = span.map(|u| u.offset + u.lasts).max().unwrap_or(0);
        let days = resources.day(first)..=resources.day(last + longest);
        Line {
            first,
            far: draft.ticks(last - first + longest),
            days: days.map(|d| resources.date(d)).collect(),
        }
    }

    /// A moment in ticks from the first, cut to the line.
    fn at(&self, draft: &Draft, t: Millis) -> f64 {
        let last = self.first + self.far as Millis * draft.tick;
        draft.ticks(t.clamp(self.first, last) - self.first)
    }
}

impl Use {
    fn of(
        draft: &mut Draft,
        routes: &[Route],
        line: &Line,
        (v, offset, lasts, units): (usize, f64, f64, u32),
    ) -> Use {
        let served: Expression = places(routes, v).map(|(_, on, _)| on).sum();
        let base = draft.problem.shifts.first().map_or(0, |s| s.clock.from);
        let shift = draft.ticks(base - line.first);
        let begins = start(draft, routes, v) + served.clone() * (offset + shift);
        let ends = begins.clone() + served.clone() * lasts;
        let on: Vec<Variable> = line.days.iter().map(|_| draft.yes_no()).collect();
        let any: Expression = on.iter().copied().sum();
        draft.row((any - served.clone()).eq(0.0));
        for (day, &here) in line.days.iter().zip(&on) {
            let (from, to) = (line.at(draft, day.0), line.at(draft, day.1));
            draft.row((begins.clone() - here * from).geq(0.0));
            draft.row((ends.clone() + here * (line.far - to)).leq(line.far));
        }
        Use { begins, ends, served, units, on }
    }
}

/// How far a row about two uses is off where one of them is left out.
fn either(line: &Line, a: &Use, b: &Use) -> Expression {
    (2.0 - a.served.clone() - b.served.clone()) * (2.0 * line.far)
}

/// One unit: of each two uses one is over when the other begins.
fn one_by_one(draft: &mut Draft, line: &Line, all: &[Use]) {
    for (j, b) in all.iter().enumerate() {
        for a in &all[..j] {
            let first = draft.yes_no();
            let off = either(line, a, b);
            let far = 2.0 * line.far;
            let one = a.ends.clone() - b.begins.clone() - off.clone();
            draft.row((one + first * far).leq(far));
            let two = b.ends.clone() - a.begins.clone() - off;
            draft.row((two - first * far).leq(0.0));
        }
    }
}

/// For each use (second index) the uses that go on when it begins (first index).
fn busy(draft: &mut Draft, line: &Line, all: &[Use]) -> Vec<Vec<Option<Variable>>> {
    let n = all.len();
    let far = 2.0 * line.far + 1.0;
    let mut out = vec![vec![None; n]; n];
    for (j, b) in all.iter().enumerate() {
        for (i, a) in all[..j].iter().enumerate() {
            // The earlier of two in the list comes first where both begin at once.
            let first = draft.yes_no();
            let off = either(line, a, b);
            let gap = a.begins.clone() - b.begins.clone();
            draft.row((gap.clone() - off.clone() + first * far).leq(far));
            draft.row((gap + off + first * far).geq(1.0));
            let before: Expression = first.into();
            out[i][j] = Some(goes_on(draft, line, (a, b), before.clone()));
            out[j][i] = Some(goes_on(draft, line, (b, a), 1.0 - before));
        }
    }
    out
}

/// Whether `a` is not over when `b` begins, if it is before it.
fn goes_on(draft: &mut Draft, line: &Line, (a, b): (&Use, &Use), before: Expression) -> Variable {
    let far = 2.0 * line.far + 1.0;
    let (open, both) = (draft.yes_no(), draft.yes_no());
    let off = either(line, a, b);
    let gap = a.ends.clone() - b.begins.clone();
    draft.row((gap.clone() + off.clone() - open * far).geq(1.0 - far));
    draft.row((gap - off - open * far).leq(0.0));
    let (one, two) = (a.served.clone(), b.served.clone());
    for part in [before.clone(), open.into(), one.clone(), two.clone()] {
        draft.row((part - both).geq(0.0));
    }
    draft.row((before + open + one + two - both).leq(3.0));
    both
}

/// No more than there is, when each use begins.
fn at_once(draft: &mut Draft, resource: &Resource, all: &[Use], busy: &[Vec<Option<Variable>>]) {
    for (j, b) in all.iter().enumerate() {
        let others = (0..all.len()).filter_map(|i| Some((busy[i][j]?, all[i].units)));
        let taken: Expression = others.map(|(on, units)| on * f64::from(units)).sum();
        let own = b.served.clone() * f64::from(b.units);
        draft.row((taken + own).leq(f64::from(resource.units)));
    }
}

/// By use and unit, whether the use has it: the lowest numbers that are free when it begins.
fn lowest_free(
    draft: &mut Draft,
    resource: &Resource,
    all: &[Use],
    busy: &[Vec<Option<Variable>>],
) -> Vec<Vec<Expression>> {
    let units = resource.units as usize;
    let mut has: Vec<Vec<Variable>> = Vec::new();
    for own in all {
        let row: Vec<Variable> = (0..units).map(|_| draft.yes_no()).collect();
        let many: Expression = row.iter().copied().sum();
        draft.row((many - own.served.clone() * f64::from(own.units)).eq(0.0));
        has.push(row);
    }
    for (j, own) in has.iter().enumerate() {
        let others: Vec<(usize, Variable)> =
            (0..all.len()).filter_map(|i| Some((i, busy[i][j]?))).collect();
        let mut taken: Vec<Expression> = Vec::new();
        for (k, &mine) in own.iter().enumerate() {
            let mut by_others = Expression::from(0.0);
            for &(i, on) in &others {
                draft.row((on + has[i][k] + mine).leq(2.0));
                let held = draft.number(1.0);
                draft.row((held - on).leq(0.0));
                draft.row((held - has[i][k]).leq(0.0));
                by_others += held;
            }
            taken.push(by_others);
        }
        for (high, &upper) in own.iter().enumerate() {
            for (&lower, taken) in own[..high].iter().zip(&taken) {
                draft.row((upper - lower - taken.clone()).leq(0.0));
            }
        }
    }
    let exact = |row: Vec<Variable>| row.into_iter().map(Expression::from).collect();
    has.into_iter().map(exact).collect()
}

/// Each unit is hired once for a date, from its first use to the end of its last.
fn hires(
    draft: &mut Draft,
    line: &Line,
    resource: &Resource,
    all: &[Use],
    units: &[Vec<Expression>],
) {
    if resource.per_call() == 0 && resource.rate() == 0 {
        return;
    }
    let minimum = draft.ticks(resource.minimum());
    for d in 0..line.days.len() {
        for k in 0..units.first().map_or(0, Vec::len) {
            let hired = draft.yes_no();
            let (from, over) = (draft.number(line.far), draft.number(line.far));
            let paid = draft.number(line.far + minimum);
            for (own, units) in all.iter().zip(units) {
                let here = draft.number(1.0);
                draft.row((own.on[d] + units[k].clone() - here).leq(1.0));
                draft.row((here - hired).leq(0.0));
                draft.row((from - own.begins.clone() + here * line.far).leq(line.far));
                draft.row((own.ends.clone() - over + here * line.far).leq(line.far));
            }
            draft.row((over - from - paid).leq(0.0));
            draft.row((hired * minimum - paid).leq(0.0));
            draft.charge(resource.per_call(), hired);
            draft.charge_time(resource.rate(), paid);
        }
    }
}

/// The most uses of a date and of a block.
fn quotas(draft: &mut Draft, line: &Line, resource: &Resource, all: &[Use]) {
    if resource.per_day() < all.len() {
        for d in 0..line.days.len() {
            let many: Expression = all.iter().map(|own| own.on[d]).sum();
            draft.row(many.leq(resource.per_day() as f64));
        }
    }
    let last = line.days.last().map_or(0, |d| d.1);
    let limits: Vec<_> = resource.limits().filter(|b| b.1 > line.first && b.0 < last).collect();
    for (from, to, most) in limits.into_iter().filter(|b| b.2 < all.len()) {
        let (from, to) = (line.at(draft, from), line.at(draft, to));
        let mut many = Expression::from(0.0);
        for own in all {
            let (inside, before, behind) = (draft.yes_no(), draft.yes_no(), draft.yes_no());
            draft.row((inside + before + behind - own.served.clone()).geq(0.0));
            draft.row((own.ends.clone() + before * (line.far - from)).leq(line.far));
            draft.row((own.begins.clone() - behind * to).geq(0.0));
            many += inside;
        }
        draft.row(many.leq(most as f64));
    }
}
