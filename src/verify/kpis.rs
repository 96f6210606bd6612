//! The printed key figures, each recomputed.

use crate::rules::view::VisitView;
use crate::rules::{Findings, View, checks};
use crate::units::{Millis, thousandths};
use crate::wire::text::print_duration;
use std::collections::BTreeSet;

pub fn check(view: &View, out: &mut Findings) {
    out.now_checking("kpis");
    let kpis = &view.plan.kpis;
    let total = |part: &dyn Fn(&crate::rules::view::RouteView) -> Millis| -> Millis {
        view.routes.iter().map(part).sum()
    };
    let work = total(&|r| checks::working(view, r));
    for (name, printed, right) in [
        ("drive", &kpis.drive, total(&checks::driving)),
        ("work", &kpis.work, work),
        ("wait", &kpis.wait, total(&|r| checks::waiting(view, r))),
        ("break", &kpis.break_time, total(&checks::pausing)),
        ("overtime", &kpis.overtime, total(&|r| checks::overtime(view, r))),
    ] {
        let right = print_duration(right);
        if *printed != right {
            out.broken(format!("{name} is {right}, not {printed}"));
        }
    }
    let length = total(&|r| checks::shift(view, r).to - checks::shift(view, r).from);
    let served = || view.served.iter().enumerate().filter(|(_, s)| **s).map(|(i, _)| i);
    let crews: BTreeSet<_> = view.routes.iter().map(|r| r.crew).collect();
    for (name, printed, right) in [
        ("jobs", kpis.jobs, served().count() as i128),
        ("value", kpis.value, served().map(|i| i128::from(view.prices.value[i])).sum()),
        ("metres", kpis.metres, view.routes.iter().map(checks::metres).sum()),
        ("utilisation", kpis.utilisation, i128::from(thousandths(work, length))),
        ("lateJobs", kpis.late_jobs, firsts(view).filter(|v| late(view, v)).count() as i128),
        ("crewsUsed", kpis.crews_used, crews.len() as i128),
    ] {
        if i128::from(printed) != right {
            out.broken(format!("{name} is {right}, not {printed}"));
        }
    }
    promises(view, out);
}

/// The first visits in the plan, of which due times and promises speak.
fn firsts<'v>(view: &'v View) -> impl Iterator<Item = &'v VisitView<'v>> {
    let visits = view.routes.iter().flat_map(|r| &r.visits);
    visits.filter(|v| checks::number(view, v) == 1)
}

fn late(view: &View, visit: &VisitView) -> bool {
    checks::job(view, visit).specs.lateness.is_some_and(|due| visit.start > due.at)
}

/// Of all promised jobs, those served inside their promise.
fn promises(view: &View, out: &mut Findings) {
    let promised = view.case.own_jobs().iter().filter(|j| j.specs.promise.is_some()).count();
    let kept = firsts(view).filter(|visit| {
        let told = checks::job(view, visit).specs.promise.as_ref();
        told.is_some_and(|told| (told.from..=told.to).contains(&visit.start))
    });
    let right = (promised > 0).then(|| thousandths(kept.count() as i64, promised as i64));
    let printed = view.plan.kpis.promises_kept;
    if printed != right {
        let text = |kept: Option<i64>| kept.map_or("absent".to_owned(), |k| k.to_string());
        out.broken(format!("promisesKept is {}, not {}", text(right), text(printed)));
    }
}
