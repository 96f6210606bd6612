//! The price of kilometres driven.

use super::checks;
use super::prices::Prices;
use super::rule::{Meta, Nothing, ReadCx, Rule, Scope};
use super::tables::Tables;
use super::view::{Findings, View};
use crate::fault::Faults;
use crate::intake::case::Case;
use crate::units::PER_KM;
use crate::wire::reader::Obj;

pub struct DriveDistance;

impl Rule for DriveDistance {
    const META: Meta = Meta {
        id: "drive-distance",
        code: "",
        scope: Scope::Route,
        priced: true,
        overridable: false,
        line: "the price of kilometres driven",
        doc: "`costs.perKm` on every leg, the way home included. Needs metres.",
    };
    type Job = Nothing;
    type Crew = i64;

    fn read_crew(o: &mut Obj, cx: &mut ReadCx) -> i64 {
        super::crew_cost(o, "perKm", cx)
    }

    fn audit(case: &Case, faults: &mut Faults) {
        let crate::intake::case::TravelSpec::Matrix(matrix) = &case.travel else { return };
        if matrix.metres.is_some() {
            return;
        }
        for crew in case.crews.iter().filter(|c| c.specs.drive_distance > 0) {
            let at = format!("/problem/crews/{}/costs/perKm", crew.index);
            let rate = crew.specs.drive_distance.to_string();
            let hint = "add `metres` to the matrix or take `perKm` out";
            let message = "a price per kilometre needs metres, and the matrix has none";
            faults.fault("METRES_MISSING", &at, &rate, message, hint);
        }
    }

    fn compile(case: &Case, _prices: &Prices, tables: &mut Tables) {
        for (i, shift) in case.shifts.iter().enumerate() {
            tables.metre_rate[i] = case.crews[shift.crew.at()].specs.drive_distance * PER_KM;
        }
    }

    fn check(view: &View, out: &mut Findings) {
        for (r, route) in view.routes.iter().enumerate() {
            let rate =
                i128::from(checks::crew(view, route).specs.drive_distance) * i128::from(PER_KM);
            for (k, visit) in route.visits.iter().enumerate() {
                out.charge_stop(r, k, rate * i128::from(visit.leg.metres));
            }
            for (k, call) in route.calls.iter().enumerate() {
                out.charge_call(r, k, rate * i128::from(call.leg.metres));
            }
            if let Some(home) = route.home {
                out.charge_route(r, rate * i128::from(home.metres));
            }
        }
    }
}
