//! The price of leaving a job out.

use super::prices::Prices;
use super::rule::{Meta, Nothing, Rule, Scope};
use super::tables::Tables;
use super::view::{Findings, View};
use crate::ids::JobId;
use crate::intake::case::Case;
use crate::units::UNITS_PER_MINOR;

pub struct Unassigned;

impl Rule for Unassigned {
    const META: Meta = Meta {
        id: "unassigned",
        code: "",
        scope: Scope::Plan,
        priced: true,
        overridable: false,
        line: "the price of leaving a job out",
        doc: "A job that is in no route costs its price: `value`, or `value` times \
              `policy.valueFirst`. Mandatory jobs are priced by `mandatory` instead.",
    };
    type Job = Nothing;
    type Crew = Nothing;

    fn compile(_case: &Case, prices: &Prices, tables: &mut Tables) {
        for (i, price) in prices.job.iter().enumerate() {
            tables.set_price(JobId::new(i), price * UNITS_PER_MINOR);
        }
    }

    fn check(view: &View, out: &mut Findings) {
        for (i, job) in view.case.own_jobs().iter().enumerate() {
            if !view.served[i] && !job.mandatory {
                out.charge(i128::from(view.prices.job[i]) * i128::from(UNITS_PER_MINOR));
            }
        }
    }
}
