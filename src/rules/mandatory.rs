//! A mandatory job left out costs more than all else together.

use super::prices::Prices;
use super::rule::{Meta, Nothing, Rule, Scope};
use super::tables::Tables;
use super::view::{Findings, View};
use crate::ids::JobId;
use crate::intake::case::Case;
use crate::units::UNITS_PER_MINOR;

pub struct Mandatory;

impl Rule for Mandatory {
    const META: Meta = Meta {
        id: "mandatory",
        code: "",
        scope: Scope::Plan,
        priced: true,
        overridable: false,
        line: "a mandatory job left out costs more than all else together",
        doc: "Leaving a mandatory job out costs 1 + the prices of all jobs that are not \
              mandatory + the largest possible cost of all routes and penalties, so that no \
              plan without it beats a plan with it.",
    };
    type Job = Nothing;
    type Crew = Nothing;

    fn compile(case: &Case, prices: &Prices, tables: &mut Tables) {
        for (i, job) in case.jobs.iter().enumerate() {
            if job.mandatory {
                tables.mandatory[i] = true;
                tables.set_price(JobId::new(i), prices.mandatory * UNITS_PER_MINOR);
            }
        }
    }

    fn check(view: &View, out: &mut Findings) {
        for (i, job) in view.case.own_jobs().iter().enumerate() {
            if !view.served[i] && job.mandatory {
                out.charge(i128::from(view.prices.mandatory) * i128::from(UNITS_PER_MINOR));
            }
        }
    }
}
