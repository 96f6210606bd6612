//! The price of sending a crew out on a day.

use super::rule::{Meta, Nothing, ReadCx, Rule, Scope};
use super::view::{Findings, View};
use super::prices::Prices;
use super::tables::Tables;
use crate::intake::case::Case;
use crate::wire::reader::Obj;
use crate::units::UNITS_PER_MINOR;

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

    fn check(_view: &View, _out: &mut Findings) {}
}
