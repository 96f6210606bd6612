//! The printed money: every rule's amount, the costs of routes and stops, the bound and the status.

use crate::rules::{ALL, Findings, View, fairness, index_of};
use crate::units::{UNITS_PER_MINOR, to_minor};
use crate::wire::plan::Status;

/// How far a printed fraction may be from the right one, relative to it where it is above 1.
const TOLERANCE: f64 = 1e-9;

pub fn check(view: &View, out: &mut Findings) {
    amounts(view, out);
    out.now_checking("score");
    parts(view, out);
    bound(view, out);
    status(view, out);
}

/// `costs` has every rule's amount, none of them 0, in the register's order, and `cost` is its sum.
fn amounts(view: &View, out: &mut Findings) {
    for rule in ALL.iter().filter(|m| m.priced) {
        out.now_checking(rule.id);
        let right = to_minor(out.amounts.get(rule.id).copied().unwrap_or(0));
        let mut printed = view.plan.costs.iter().filter(|c| c.rule == rule.id).map(|c| c.amount);
        match (printed.next(), printed.next()) {
            (_, Some(_)) => out.broken("`costs` lists this rule twice"),
            (Some(0), None) if right == 0 => out.broken("`costs` lists this rule although it is 0"),
            (Some(amount), None) if i128::from(amount) != right => {
                out.broken(format!("the amount is {right}, not {amount}"));
            }
            (None, None) if right != 0 => {
                out.broken(format!("the amount is {right}, and `costs` does not list it"));
            }
            _ => {}
        }
    }
    out.now_checking("score");
    let mut before = None;
    for entry in &view.plan.costs {
        let at = index_of(&entry.rule).filter(|i| ALL[*i].priced);
        if at.is_none() {
            out.broken(format!("`costs` lists {}, which has no amount", entry.rule));
        } else if at < before {
            out.broken(format!("`costs` lists {} out of order", entry.rule));
        }
        before = at.max(before);
    }
    let sum: i128 = view.plan.costs.iter().map(|c| i128::from(c.amount)).sum();
    if i128::from(view.plan.cost) != sum {
        out.broken(format!("cost is {sum}, the sum of `costs`, not {}", view.plan.cost));
    }
}

/// The printed cost of every route and stop, each rounded once.
fn parts(view: &View, out: &mut Findings) {
    for (r, route) in view.routes.iter().enumerate() {
        let name = &route.printed.shift;
        let right = to_minor(out.by_route.get(&r).copied().unwrap_or(0));
        if i128::from(route.printed.cost) != right {
            out.broken(format!("{name}: cost is {right}, not {}", route.printed.cost));
        }
        for (k, visit) in route.visits.iter().enumerate() {
            let right = to_minor(out.by_stop.get(&(r, k)).copied().unwrap_or(0));
            let (job, printed) = (&visit.printed.job, visit.printed.cost);
            if i128::from(printed) != right {
                out.broken(format!("{name}: cost of the stop at {job} is {right}, not {printed}"));
            }
        }
        for (k, call) in route.calls.iter().enumerate() {
            let right = to_minor(out.by_call.get(&(r, k)).copied().unwrap_or(0));
            let (id, printed) = (&call.printed.id, call.printed.cost);
            if i128::from(printed) != right {
                out.broken(format!("{name}: cost of the call at {id} is {right}, not {printed}"));
            }
        }
    }
}

/// The bound is no higher than the cost, and both gaps follow from it.
fn bound(view: &View, out: &mut Findings) {
    let plan = view.plan;
    if plan.bound_kind.is_some() != plan.bound.is_some() {
        out.broken("`bound` and `boundKind` are given together or not at all");
    }
    let Some(bound) = plan.bound else {
        if plan.gap.is_some() || plan.gap_served.is_some() {
            out.broken("a gap is printed, and there is no bound");
        }
        return;
    };
    if bound > plan.cost {
        out.broken(format!("bound {bound} is above cost {}", plan.cost));
    }
    let left = i128::from(plan.cost) - i128::from(bound);
    let cost = i128::from(plan.cost);
    for (name, printed, whole) in [
        ("gap", plan.gap, cost.abs()),
        ("gapServed", plan.gap_served, serving_nothing(view) - cost),
    ] {
        let right = left as f64 / whole.max(1) as f64;
        let near = |gap: f64| (gap - right).abs() <= TOLERANCE * right.abs().max(1.0);
        if !printed.is_some_and(near) {
            let printed = printed.map_or("null".to_owned(), |gap| gap.to_string());
            out.broken(format!("{name} is {right}, not {printed}"));
        }
    }
}

/// What the plan would cost that leaves every job out, in minor units.
fn serving_nothing(view: &View) -> i128 {
    let price = |(i, job): (usize, &crate::intake::case::Job)| {
        i128::from(if job.mandatory { view.prices.mandatory } else { view.prices.job[i] })
    };
    let prices: i128 = view.case.own_jobs().iter().enumerate().map(price).sum();
    prices + to_minor(fairness::idle(view.case))
}

/// The status says no more than the rest of the plan.
fn status(view: &View, out: &mut Findings) {
    let plan = view.plan;
    let jobs = view.case.own_jobs().iter().enumerate();
    let left_out = jobs.filter(|(i, j)| j.mandatory && !view.served[*i]).map(|(_, j)| &j.id).next();
    let says = matches!(plan.status, Status::Incomplete | Status::Infeasible);
    match left_out {
        Some(job) if !says => {
            out.broken(format!("mandatory job {job} is left out, and the status hides it"));
        }
        None if says => out.broken("every mandatory job is served, and the status denies it"),
        _ => {}
    }
    // Amounts are rounded one by one, so that the printed cost may lie above the exact one: a plan
    // is optimal when the bound is the exact cost rounded down.
    let exact = out.amounts.values().sum::<i128>().div_euclid(i128::from(UNITS_PER_MINOR));
    let proven = plan.bound.map(i128::from) == Some(exact.min(i128::from(plan.cost)));
    if plan.status == Status::Optimal && (!proven || !plan.relaxed.is_empty()) {
        out.broken("OPTIMAL needs a bound that equals the cost and leaves out no rule");
    }
    let known = plan.relaxed.iter().all(|rule| index_of(rule).is_some());
    if !known || (plan.bound.is_none() && !plan.relaxed.is_empty()) {
        out.broken("`relaxed` names rules that a bound left out, and there is no such bound");
    }
    if plan.status == Status::WithinGap {
        let small = plan.gap.zip(plan.gap_served).map(|(a, b)| a.min(b));
        let target = view.case.run.target_gap;
        if !small.zip(target).is_some_and(|(gap, target)| gap <= target) {
            out.broken("WITHIN_GAP needs a bound and a `targetGap` that is reached");
        }
    }
    for rule in plan.relaxed.iter().filter(|r| index_of(r).is_none()) {
        out.broken(format!("`relaxed` names {rule}, which is no rule"));
    }
}
