//! The price of a crew's hours.

use super::checks;
use super::prices::Prices;
use super::rule::{Meta, Nothing, ReadCx, Rule, Scope};
use super::tables::Tables;
use super::view::{Findings, View};
use crate::intake::case::Case;
use crate::wire::reader::Obj;

pub struct Hours;

impl Rule for Hours {
    const META: Meta = Meta {
        id: "hours",
        code: "",
        scope: Scope::Route,
        priced: true,
        overridable: false,
        line: "the price of a crew's hours",
        doc: "`costs.perHour` from departure to return, breaks on the way included.",
    };
    type Job = Nothing;
    type Crew = i64;

    fn read_crew(o: &mut Obj, cx: &mut ReadCx) -> i64 {
        super::crew_cost(o, "perHour", cx)
    }

    fn compile(case: &Case, _prices: &Prices, tables: &mut Tables) {
        for (i, shift) in case.shifts.iter().enumerate() {
            tables.hour_rate[i] = case.crews[shift.crew.at()].specs.hours;
        }
    }

    fn check(view: &View, out: &mut Findings) {
        for (r, route) in view.routes.iter().enumerate() {
            let rate = checks::crew(view, route).specs.hours;
            out.charge_route(r, i128::from(rate) * i128::from(route.end - route.start));
        }
    }
}
