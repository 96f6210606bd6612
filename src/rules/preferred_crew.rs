//! The price of sending a crew that the job does not prefer.

use super::checks;
use super::prices::Prices;
use super::rule::{Meta, Nothing, Rule, Scope};
use super::tables::Tables;
use super::view::{Findings, View};
use crate::intake::case::Case;
use crate::units::UNITS_PER_MINOR;

pub struct PreferredCrew;

impl Rule for PreferredCrew {
    const META: Meta = Meta {
        id: "preferred-crew",
        code: "",
        scope: Scope::Route,
        priced: true,
        overridable: false,
        line: "the price of sending a crew that the job does not prefer",
        doc: "With `crews.preferred` given, each visit served by a crew outside that list costs \
              `policy.prices.notPreferred`.",
    };
    type Job = Nothing;
    type Crew = Nothing;

    fn compile(case: &Case, _prices: &Prices, tables: &mut Tables) {
        let price = case.policy.not_preferred * UNITS_PER_MINOR;
        for job in case.jobs.iter().filter(|_| price > 0) {
            let Some(preferred) = &job.specs.crew_list.preferred else { continue };
            let liked: Vec<bool> = case.crews.iter().map(|c| preferred.contains(&c.id)).collect();
            for visit in &job.visits {
                tables.not_preferred[visit.at()] = Some((liked.clone(), price));
            }
        }
    }

    fn check(view: &View, out: &mut Findings) {
        let price = i128::from(view.case.policy.not_preferred) * i128::from(UNITS_PER_MINOR);
        for (r, route) in view.routes.iter().enumerate() {
            let crew = &checks::crew(view, route).id;
            for (k, visit) in route.visits.iter().enumerate() {
                let preferred = &checks::job(view, visit).specs.crew_list.preferred;
                if preferred.as_ref().is_some_and(|list| !list.contains(crew)) {
                    out.charge_stop(r, k, price);
                }
            }
        }
    }
}
