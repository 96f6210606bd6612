//! How many people a job needs, and work that more of them finish sooner.

use super::checks;
use super::prices::Prices;
use super::rule::{Meta, Nothing, ReadCx, Rule, Scope};
use super::tables::Tables;
use super::view::{Findings, View};
use crate::ids::{JobId, ShiftId};
use crate::intake::case::Case;
use crate::fault::Faults;
use crate::wire::node::Node;
use crate::wire::reader::Obj;
use crate::wire::text::print_duration;

pub struct CrewSize;

/// The largest crew that can be asked for.
const SIZE_MOST: i64 = 1000;

/// A job's `crewSize`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Size {
    pub min: Option<i64>,
    pub max: Option<i64>,
}

impl Size {
    pub fn allows(self, people: i64) -> bool {
        self.min.is_none_or(|least| people >= least) && self.max.is_none_or(|most| people <= most)
    }
}

impl Rule for CrewSize {
    const META: Meta = Meta {
        id: "crew-size",
        code: "CREW_SIZE",
        scope: Scope::Route,
        priced: false,
        overridable: false,
        line: "a crew of as many people as the job asks for, and labor shared among them",
        doc: "With `crewSize` a crew has at least `min` and at most `max` members; one that names \
              none counts as one. A job with `labor` takes labor / members of its crew, rounded \
              up to a millisecond.",
    };
    type Job = Size;
    type Crew = Nothing;

    fn read_job(o: &mut Obj, cx: &mut ReadCx) -> Size {
        match o.get("crewSize") {
            None => Size::default(),
            Some(Node::Map(_)) => read_range(o, cx),
            Some(_) => {
                let both = o.int("crewSize", 1, SIZE_MOST, cx.faults);
                Size { min: both, max: both }
            }
        }
    }

    fn audit(case: &Case, faults: &mut Faults) {
        for (i, job) in case.jobs.iter().enumerate() {
            let size = job.specs.crew_size;
            if size != Size::default() && !case.crews.iter().any(|c| size.allows(c.size())) {
                let at = format!("{}/crewSize", case.job_pointer(JobId::new(i)));
                let message = "no crew has so many people";
                let hint = "change `crewSize`, or add a crew; the job cannot be served as it is";
                faults.warn("CREW_SIZE_NOBODY", &at, &job.id, message, hint);
            }
        }
    }

    fn compile(case: &Case, _prices: &Prices, tables: &mut Tables) {
        for job in case.jobs.iter().filter(|j| j.specs.crew_size != Size::default()) {
            for (s, shift) in case.shifts.iter().enumerate() {
                if !job.specs.crew_size.allows(case.crews[shift.crew.at()].size()) {
                    job.visits.iter().for_each(|&v| tables.deny(ShiftId::new(s), v));
                }
            }
        }
    }

    fn check(view: &View, out: &mut Findings) {
        for route in &view.routes {
            let crew = checks::crew(view, route);
            let people = crew.members.len().max(1) as i64;
            for visit in &route.visits {
                let (job, name) = (checks::job(view, visit), checks::name(view, visit));
                out.at_visit(route, visit);
                let Size { min, max } = job.specs.crew_size;
                let id = &crew.id;
                if let Some(least) = min.filter(|least| people < *least) {
                    out.broken(format!("{name} needs {least} people, crew {id} has {people}"));
                }
                if let Some(most) = max.filter(|most| people > *most) {
                    out.broken(format!("{name} is for at most {most}, crew {id} has {people}"));
                }
                let takes = (job.given + people - 1) / people;
                let done = visit.service;
                if job.labor && job.specs.split.is_none() && done != takes {
                    let (takes, done) = (print_duration(takes), print_duration(done.max(0)));
                    out.broken(format!("{name} takes {people} people {takes}, not {done}"));
                }
            }
        }
    }
}

fn read_range(o: &mut Obj, cx: &mut ReadCx) -> Size {
    let Some(mut inner) = o.object("crewSize", cx.faults) else { return Size::default() };
    let size = Size {
        min: inner.int("min", 1, SIZE_MOST, cx.faults),
        max: inner.int("max", 1, SIZE_MOST, cx.faults),
    };
    if let (Some(low), Some(high)) = (size.min, size.max)
        && low > high
    {
        let message = format!("at least {low} people and at most {high}");
        let hint = "let `max` be at least `min`";
        cx.faults.fault("EMPTY_SIZE", &inner.at("max"), &high.to_string(), &message, hint);
    }
    inner.close(cx.faults);
    size
}
