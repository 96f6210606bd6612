//! The premium on a return after the shift's end.

use super::checks;
use super::prices::Prices;
use super::rule::{Meta, Nothing, ReadCx, Rule, Scope};
use super::tables::Tables;
use super::view::{Findings, View};
use crate::intake::case::Case;
use crate::units::{DAY, Millis, Minor};
use crate::wire::reader::Obj;
use crate::wire::text::print_duration;

pub struct Overtime;

/// A crew's `overtime`.
#[derive(Clone, Copy, Debug, Default)]
pub struct CrewOvertime {
    /// The longest overtime of one shift.
    pub most: Millis,
    pub per_hour: Minor,
}

impl Rule for Overtime {
    const META: Meta = Meta {
        id: "overtime",
        code: "",
        scope: Scope::Route,
        priced: true,
        overridable: false,
        line: "the premium on a return after the shift's end",
        doc: "`overtime.perHour` on max(0, return - `to`), on top of `costs.perHour`; at most \
              `overtime.max`, beyond which `shift-hours` is broken.",
    };
    type Job = Nothing;
    type Crew = CrewOvertime;

    fn read_crew(o: &mut Obj, cx: &mut ReadCx) -> CrewOvertime {
        let Some(mut inner) = o.object("overtime", cx.faults) else {
            return CrewOvertime::default();
        };
        let mut most = inner.duration("max", cx.faults).unwrap_or(0);
        if most > DAY {
            let at = inner.at("max");
            let value = crate::wire::text::print_duration(most);
            let message = "overtime is at most a day";
            cx.faults.fault("OUT_OF_RANGE", &at, &value, message, "use at most PT24H");
            most = DAY;
        }
        let per_hour = inner.int("perHour", 0, super::MONEY_MAX, cx.faults).unwrap_or(0);
        inner.close(cx.faults);
        CrewOvertime { most, per_hour }
    }

    fn compile(case: &Case, _prices: &Prices, tables: &mut Tables) {
        for (i, shift) in case.shifts.iter().enumerate() {
            tables.overtime_rate[i] = case.crews[shift.crew.at()].specs.overtime.per_hour;
        }
    }

    fn check(view: &View, out: &mut Findings) {
        for (r, route) in view.routes.iter().enumerate() {
            let late = checks::overtime(view, route);
            let rate = checks::crew(view, route).specs.overtime.per_hour;
            out.charge_route(r, i128::from(rate) * i128::from(late));
            let printed = &route.printed.overtime;
            if *printed != print_duration(late) {
                let right = print_duration(late);
                out.broken(format!("{}: overtime is {right}, not {printed}", route.printed.shift));
            }
        }
    }
}
