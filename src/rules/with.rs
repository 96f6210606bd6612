//! What two jobs share wherever both are served: one crew or two, one date or two.

use super::after::{Same, unknown_job};
use super::checks;
use super::prices::Prices;
use super::rule::{Meta, Nothing, ReadCx, Rule, Scope};
use super::tables::{Tables, Tie};
use super::view::{Findings, View};
use crate::fault::Faults;
use crate::ids::JobId;
use crate::intake::case::Case;
use crate::wire::reader::Obj;

pub struct With;

/// An entry of a job's `with`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beside {
    pub job: String,
    pub same: Same,
}

impl Rule for With {
    const META: Meta = Meta {
        id: "with",
        code: "WITH",
        scope: Scope::Link,
        priced: false,
        overridable: false,
        line: "jobs that belong together, or apart, by crew or by date",
        doc: "With `with` [{job, crew, day}] a job and the named one, where both are served, have \
              every pair of their visits on one crew (SAME) or on two (OTHER), on one date or on \
              two.",
    };
    type Job = Vec<Beside>;
    type Crew = Nothing;

    fn read_job(o: &mut Obj, cx: &mut ReadCx) -> Vec<Beside> {
        let at = o.at("with");
        let items = o.list("with", cx.faults);
        if items.len() > super::after::MOST {
            let found = items.len().to_string();
            let message = format!("{found} entries; a job has at most {}", super::after::MOST);
            cx.faults.fault("TOO_LARGE", &at, &found, &message, "name fewer jobs");
            return Vec::new();
        }
        let read = |(at, node): &(String, crate::wire::node::Node)| {
            let mut o = Obj::open(node, at, cx.faults)?;
            let job = o.needed_id("job", cx.faults);
            let same = Same::read(&mut o, cx);
            if same == Same::default() {
                let hint = "add `crew` or `day`, SAME or OTHER";
                o.missing("crew", hint, cx.faults);
            }
            o.close(cx.faults);
            Some(Beside { job: job?, same })
        };
        items.iter().filter_map(read).collect()
    }

    fn audit(case: &Case, faults: &mut Faults) {
        let ids = checks::jobs_by_id(case);
        for (i, job) in case.jobs.iter().enumerate() {
            for (k, entry) in job.specs.with.iter().enumerate() {
                let at = format!("{}/with/{k}/job", case.job_pointer(JobId::new(i)));
                match ids.get(entry.job.as_str()) {
                    // Of a job that is set aside nothing is asked.
                    None if case.faulty.contains(&entry.job) => {}
                    None => unknown_job(case, &at, &entry.job, faults),
                    Some(&j) if j == i => {
                        let message = "a job cannot be asked to be beside itself";
                        faults.fault("SAME_JOB", &at, &entry.job, message, "name another job");
                    }
                    Some(_) => {}
                }
            }
        }
    }

    fn compile(case: &Case, _prices: &Prices, tables: &mut Tables) {
        let ids = checks::jobs_by_id(case);
        for job in &case.jobs {
            for entry in &job.specs.with {
                let Some(&j) = ids.get(entry.job.as_str()) else { continue };
                let ways = case.ways_of(j).into_iter().map(|w| &case.jobs[w]);
                for a in ways.flat_map(|other| &other.visits) {
                    for b in &job.visits {
                        tables.ties.push(Tie {
                            first: a.0,
                            second: b.0,
                            from_end: false,
                            min: None,
                            max: None,
                            min_days: None,
                            max_days: None,
                            crew: entry.same.crew,
                            day: entry.same.day,
                            needs: false,
                        });
                    }
                }
            }
        }
    }

    fn check(view: &View, out: &mut Findings) {
        let ids = checks::jobs_by_id(view.case);
        for job in (0..view.served.len()).map(|own| checks::planned(view, own)) {
            for entry in &job.specs.with {
                let Some(&j) = ids.get(entry.job.as_str()) else { continue };
                let other = checks::planned(view, j);
                for a in &other.visits {
                    for b in &job.visits {
                        let both = view.at(*a).zip(view.at(*b));
                        let Some(((one, _), (two, visit))) = both else { continue };
                        if let Some(words) = entry.same.broken(view, one, two) {
                            out.at_visit(two, visit);
                            out.broken(format!("jobs {} and {} {words}", other.id, job.id));
                        }
                    }
                }
            }
        }
    }
}
