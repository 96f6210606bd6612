//! Every job is served whole, listed as left out, or set aside.

use super::checks;
use super::rule::{Meta, Nothing, Rule, Scope};
use super::view::{Findings, View};

pub struct Cover;

impl Rule for Cover {
    const META: Meta = Meta {
        id: "cover",
        code: "",
        scope: Scope::Plan,
        priced: false,
        overridable: false,
        line: "every job is served whole, listed as left out, or set aside",
        doc: "Every job of the request stands in exactly one of the routes (with all of its \
              visits), `unassigned` and `setAside`; nothing else is named.",
    };
    type Job = Nothing;
    type Crew = Nothing;

    fn check(view: &View, out: &mut Findings) {
        for j in 0..view.served.len() {
            let job = checks::planned(view, j);
            let mut present = 0;
            for (k, visit) in job.visits.iter().enumerate() {
                out.about(*visit);
                let times = view.placed[visit.at()].len();
                present += usize::from(times > 0);
                if times > 1 {
                    let visit = k + 1;
                    out.broken(format!(
                        "visit {visit} of job {} is in the routes {times} times",
                        job.id
                    ));
                }
            }
            let all = job.visits.len();
            out.about(job.visits[0]);
            match (present, view.listed[j]) {
                (0, true) => {}
                (0, false) => {
                    out.broken(format!(
                        "job {} is neither in the routes nor in `unassigned`",
                        job.id
                    ));
                }
                (_, true) => {
                    out.broken(format!("job {} is both in the routes and in `unassigned`", job.id));
                }
                (_, false) if present < all => {
                    out.broken(format!("job {} has {present} of its {all} visits", job.id));
                }
                (_, false) => {}
            }
        }
        teams(view, out);
    }
}

/// The people printed with a route are the crew's.
fn teams(view: &View, out: &mut Findings) {
    let person = |p: usize| view.case.people[p].id.as_str();
    for route in &view.routes {
        let crew = checks::crew(view, route);
        out.on_route(route);
        let printed = route.printed.members.iter().map(String::as_str);
        if !printed.eq(crew.members.iter().map(|&p| person(p))) {
            out.broken(format!("{}: these are not the members of its crew", route.printed.shift));
        }
        if route.printed.lead.as_deref() != crew.lead.map(person) {
            out.broken(format!("{}: this is not the lead of its crew", route.printed.shift));
        }
    }
}
