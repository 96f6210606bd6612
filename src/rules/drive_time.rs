//! The price of hours driven.

use super::checks;
use super::prices::Prices;
use super::rule::{Meta, Nothing, ReadCx, Rule, Scope};
use super::tables::Tables;
use super::view::{Findings, View};
use crate::intake::case::Case;
use crate::wire::reader::Obj;

pub struct DriveTime;

impl Rule for DriveTime {
    const META: Meta = Meta {
        id: "drive-time",
        code: "",
        scope: Scope::Route,
        priced: true,
        overridable: false,
        line: "the price of hours driven",
        doc: "`costs.perDrivingHour` on every leg, the way home included.",
    };
    type Job = Nothing;
    type Crew = i64;

    fn read_crew(o: &mut Obj, cx: &mut ReadCx) -> i64 {
        super::crew_cost(o, "perDrivingHour", cx)
    }

    fn compile(case: &Case, _prices: &Prices, tables: &mut Tables) {
        for (i, shift) in case.shifts.iter().enumerate() {
            tables.drive_rate[i] = case.crews[shift.crew.at()].specs.drive_time;
        }
    }

    fn check(view: &View, out: &mut Findings) {
        for (r, route) in view.routes.iter().enumerate() {
            let rate = i128::from(checks::crew(view, route).specs.drive_time);
            for (k, visit) in route.visits.iter().enumerate() {
                out.charge_stop(r, k, rate * i128::from(visit.leg.travel));
            }
            for (k, call) in route.calls.iter().enumerate() {
                out.charge_call(r, k, rate * i128::from(call.leg.travel));
            }
            if let Some(home) = route.home {
                out.charge_route(r, rate * i128::from(home.travel));
            }
        }
    }
}
