//! How long a shift may drive.

use super::checks;
use super::prices::Prices;
use super::rule::{Meta, Nothing, ReadCx, Rule, Scope};
use super::tables::Tables;
use super::view::{Findings, View};
use crate::intake::case::Case;
use crate::units::Millis;
use crate::wire::reader::Obj;
use crate::wire::text::print_duration;

pub struct MaxDrive;

impl Rule for MaxDrive {
    const META: Meta = Meta {
        id: "max-drive",
        code: "MAX_DRIVE",
        scope: Scope::Route,
        priced: false,
        overridable: false,
        line: "a shift drives at most `max.drive`",
        doc: "All legs of one shift, the way home included, take at most the crew's `max.drive`.",
    };
    type Job = Nothing;
    type Crew = Option<Millis>;

    fn read_crew(o: &mut Obj, cx: &mut ReadCx) -> Option<Millis> {
        super::shared(o, "max")?.duration("drive", cx.faults)
    }

    fn compile(case: &Case, _prices: &Prices, tables: &mut Tables) {
        for (i, shift) in case.shifts.iter().enumerate() {
            let cap = case.crews[shift.crew.at()].specs.max_drive;
            tables.drive_cap[i] = cap.unwrap_or(Millis::MAX);
        }
    }

    fn check(view: &View, out: &mut Findings) {
        for route in &view.routes {
            let Some(most) = checks::crew(view, route).specs.max_drive else { continue };
            out.on_route(route);
            let drive = checks::driving(route);
            if drive > most {
                let (drive, most) = (print_duration(drive), print_duration(most));
                let name = &route.printed.shift;
                out.broken(format!("{name} drives {drive}, at most {most} is allowed"));
            }
        }
    }
}
