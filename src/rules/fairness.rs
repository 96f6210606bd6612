//! The price of unequal work: nobody should always be the one who has most to do.

use super::checks;
use super::prices::Prices;
use super::rule::{Meta, Nothing, ReadCx, Rule, Scope};
use super::tables::{Fair, Tables};
use super::view::{Findings, View};
use crate::intake::case::{Case, Crew};
use crate::units::Millis;
use crate::wire::reader::Obj;

pub struct Fairness;

/// What a crew says about its share of the work.
#[derive(Clone, Copy, Debug)]
pub struct Share {
    /// What it has worked before.
    pub history: Millis,
    /// Whether it is compared with others.
    pub counts: bool,
}

impl Default for Share {
    fn default() -> Share {
        Share { history: 0, counts: true }
    }
}

impl Rule for Fairness {
    const META: Meta = Meta {
        id: "fairness",
        code: "",
        scope: Scope::Plan,
        priced: true,
        overridable: false,
        line: "the busiest crew's load above the least busy one's costs \
               `policy.prices.unfairPerHour`",
        doc: "A crew's load is its `history` (what it worked in the period before, default PT0S) \
              and what its routes work and drive in this plan (with `policy.fairness.measure` \
              WORK: what they work). The largest load less the least costs \
              `policy.prices.unfairPerHour` (default 0) for each hour, once for the plan. Only \
              crews with a shift in the horizon count, and none that says `fair` false.",
    };
    type Job = Nothing;
    type Crew = Share;

    fn read_crew(o: &mut Obj, cx: &mut ReadCx) -> Share {
        let history = o.duration("history", cx.faults).unwrap_or(0);
        let counts = o.flag("fair", cx.faults).unwrap_or(true);
        Share { history, counts }
    }

    fn compile(case: &Case, _prices: &Prices, tables: &mut Tables) {
        let history: Vec<Option<Millis>> = compared(case);
        let rate = case.policy.unfair_per_hour;
        if rate > 0 && history.iter().flatten().count() > 1 {
            tables.fair = Some(Fair { rate, history, drive: case.policy.fair_drive });
        }
    }

    fn check(view: &View, out: &mut Findings) {
        let mut loads = loads_before(view);
        for route in &view.routes {
            let drive = if view.case.policy.fair_drive { checks::driving(route) } else { 0 };
            if let Some(load) = &mut loads[route.crew.at()] {
                *load += checks::working(view, route) + drive;
            }
        }
        out.charge(i128::from(view.case.policy.unfair_per_hour) * i128::from(apart(&loads)));
    }
}

/// The history of each crew that is compared with others.
fn compared(case: &Case) -> Vec<Option<Millis>> {
    let mut works = vec![false; case.crews.len()];
    case.shifts.iter().for_each(|s| works[s.crew.at()] = true);
    let shares = case.crews.iter().map(|c| c.specs.fairness);
    shares.zip(works).map(|(s, works)| (s.counts && works).then_some(s.history)).collect()
}

/// The same as the check reads it: a crew without `fair` false and with a shift is compared.
fn loads_before(view: &View) -> Vec<Option<Millis>> {
    let works = |crew: usize| view.case.shifts.iter().any(|s| s.crew.at() == crew);
    let crews = view.case.crews.iter().enumerate();
    let load = |(crew, own): (usize, &Crew)| {
        let share = own.specs.fairness;
        (share.counts && works(crew)).then_some(share.history)
    };
    crews.map(load).collect()
}

/// The largest load less the least.
fn apart(loads: &[Option<Millis>]) -> Millis {
    let loads = || loads.iter().flatten().copied();
    loads().max().unwrap_or(0) - loads().min().unwrap_or(0)
}

/// What a plan costs in which nobody works, in units.
pub fn idle(case: &Case) -> i128 {
    i128::from(case.policy.unfair_per_hour) * i128::from(apart(&compared(case)))
}

/// The most that a plan can cost, in units: no crew is busy for longer than its shifts last.
pub fn most(case: &Case) -> i128 {
    let history = compared(case);
    let mut loads = history.clone();
    for shift in &case.shifts {
        if let Some(load) = &mut loads[shift.crew.at()] {
            *load += shift.latest_return - shift.from;
        }
    }
    let high = loads.iter().flatten().max().copied().unwrap_or(0);
    let low = history.iter().flatten().min().copied().unwrap_or(0);
    let apart = if history.iter().flatten().count() > 1 { high - low } else { 0 };
    i128::from(case.policy.unfair_per_hour) * i128::from(apart)
}
