//! The price of sending a crew out on a day.

use super::checks;
use super::prices::Prices;
use super::rule::{Meta, Nothing, ReadCx, Rule, Scope};
use super::tables::Tables;
use super::view::{Findings, View};
use crate::ids::{CrewId, ShiftId};
use crate::intake::case::Case;
use crate::units::UNITS_PER_MINOR;
use crate::wire::reader::Obj;
use chrono::NaiveDate;
use std::collections::BTreeMap;

pub struct DayUsed;

impl Rule for DayUsed {
    const META: Meta = Meta {
        id: "day-used",
        code: "",
        scope: Scope::Route,
        priced: true,
        overridable: false,
        line: "the price of sending a crew out on a day",
        doc: "`costs.perDayUsed` once for each crew and date with at least one used shift.",
    };
    type Job = Nothing;
    type Crew = i64;

    fn read_crew(o: &mut Obj, cx: &mut ReadCx) -> i64 {
        super::crew_cost(o, "perDayUsed", cx)
    }

    fn compile(case: &Case, _prices: &Prices, tables: &mut Tables) {
        for (i, shift) in case.shifts.iter().enumerate() {
            tables.day_cost[i] = case.crews[shift.crew.at()].specs.day_used * UNITS_PER_MINOR;
        }
    }

    fn check(view: &View, out: &mut Findings) {
        let mut first: BTreeMap<(CrewId, NaiveDate), (ShiftId, usize)> = BTreeMap::new();
        for (r, route) in view.routes.iter().enumerate() {
            let day = (route.crew, checks::shift(view, route).date);
            let entry = first.entry(day).or_insert((route.shift, r));
            *entry = (*entry).min((route.shift, r));
        }
        for (_, r) in first.into_values() {
            let price = checks::crew(view, &view.routes[r]).specs.day_used;
            out.charge_route(r, i128::from(price) * i128::from(UNITS_PER_MINOR));
        }
    }
}
