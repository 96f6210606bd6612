//! Shared resources: nobody uses more of one than there is, nor when it cannot be had.

use super::checks;
use super::hires::{Taking, by_date, takings};
use super::now::started;
use super::prices::Prices;
use super::rule::{Meta, Nothing, ReadCx, Rule, Scope};
use super::start_windows::joined;
use super::tables::Tables;
use super::view::{Findings, View};
use crate::fault::Faults;
use crate::ids::{JobId, VisitId};
use crate::intake::case::{Case, Job, Resource};
use crate::units::Millis;
use crate::wire::node::Node;
use crate::wire::reader::{Obj, nearest};
use crate::wire::text::print_duration;

pub struct Resources;

/// The most entries of one job's list.
pub const MOST: usize = 20;

/// An entry of a job's `resources`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Use {
    pub resource: String,
    /// From the start of the visit's service.
    pub offset: Millis,
    /// `None` = as long as the visit's work lasts from then on.
    pub duration: Option<Millis>,
    pub units: i64,
    /// The visit of the job, from 1.
    pub visit: u32,
}

/// Start intervals that a visit's resources leave it.
type Spans = Vec<(Millis, Millis)>;

impl Rule for Resources {
    const META: Meta = Meta {
        id: "resources",
        code: "RESOURCE_BUSY",
        scope: Scope::Link,
        priced: false,
        overridable: false,
        line: "no more of a shared resource is in use than there is, when it can be had",
        doc: "A use of a job's `resources` lasts from `offset` after the start of its visit's \
              service for `duration`, on the clock: a break inside the service does not move it. \
              At no moment do the uses of a resource take more than its `units`. A use lies on \
              one date, inside one interval of the resource's `shifts` and, where it has \
              `blocks`, inside one of them; a block takes at most `max` uses a date, the \
              resource `perDay`. With `problem.now` and `notice`, no use begins before now + \
              notice, unless its job is pinned to a start before now.",
    };
    type Job = Vec<Use>;
    type Crew = Nothing;

    fn read_job(o: &mut Obj, cx: &mut ReadCx) -> Vec<Use> {
        let at = o.at("resources");
        let items = o.list("resources", cx.faults);
        if items.len() > MOST {
            let found = items.len().to_string();
            let message = format!("{found} entries; a job uses at most {MOST} resources");
            cx.faults.fault("TOO_LARGE", &at, &found, &message, "make it two jobs");
            return Vec::new();
        }
        items.iter().filter_map(|(at, node)| read_entry(at, node, cx)).collect()
    }

    fn audit(case: &Case, faults: &mut Faults) {
        for (i, job) in case.jobs.iter().enumerate() {
            for (k, entry) in job.specs.resources.iter().enumerate() {
                let at = format!("{}/resources/{k}", case.job_pointer(JobId::new(i)));
                audit_entry(case, job, (k, entry), &at, faults);
            }
        }
    }

    fn compile(case: &Case, _prices: &Prices, tables: &mut Tables) {
        if case.resources.is_empty() {
            return;
        }
        for v in 0..case.visits.len() {
            let Some(left) = starts(case, VisitId::new(v), true) else { continue };
            tables.windows[v] = Some(match &tables.windows[v] {
                None => left,
                Some(own) => common(own, &left),
            });
        }
    }

    fn check(view: &View, out: &mut Findings) {
        for list in takings(view) {
            for taking in &list {
                about(view, taking, out);
                one_use(view, taking, out);
            }
            at_once(view, &list, out);
            quotas(view, &list, out);
        }
    }
}

fn about(view: &View, taking: &Taking, out: &mut Findings) {
    let route = &view.routes[taking.at.0];
    out.at_visit(route, &route.visits[taking.at.1]);
}

fn named(view: &View, taking: &Taking) -> String {
    checks::name(view, &view.routes[taking.at.0].visits[taking.at.1])
}

/// A use by itself: calendar, blocks, notice.
fn one_use(view: &View, taking: &Taking, out: &mut Findings) {
    let case = view.case;
    let resource = &case.resources[taking.resource];
    let (name, id) = (named(view, taking), &resource.id);
    let (from, to) = (checks::clock(view, taking.from), checks::clock(view, taking.to));
    let inside = |w: (Millis, Millis)| w.0 <= taking.from && taking.to <= w.1;
    if !resource.open.iter().any(|w| inside(*w)) {
        out.broken(format!("{name} uses {id} from {from} to {to}, outside its calendar"));
    }
    let mut blocks = resource.blocks.iter().map(|b| (b.from, b.to));
    if resource.blocked && !blocks.any(inside) {
        out.broken(format!("{name} uses {id} from {from} to {to}, in none of its blocks"));
    }
    if let (Some(now), Some(notice)) = (case.now, resource.notice)
        && taking.from < now + notice
        && !started(case, taking.visit.at(), now)
    {
        let needs = print_duration(notice);
        out.broken(format!("{name} uses {id} from {from}, less than {needs} from now"));
    }
}

/// At the beginning of each use there are units enough for all that go on.
fn at_once(view: &View, list: &[Taking], out: &mut Findings) {
    for (k, taking) in list.iter().enumerate() {
        let resource = &view.case.resources[taking.resource];
        let going = |t: &&Taking| t.from <= taking.from && taking.from < t.to;
        // Those that begin at the same moment but stand later in the order see this one.
        let others: Vec<&Taking> = list[..k].iter().filter(going).collect();
        let taken: i64 = others.iter().map(|t| t.units).sum::<i64>() + taking.units;
        if taken > resource.units {
            let (name, id, all) = (named(view, taking), &resource.id, resource.units);
            let from = checks::clock(view, taking.from);
            let holders: Vec<String> = others.iter().take(3).map(|t| named(view, t)).collect();
            let who = match holders.is_empty() {
                true => String::new(),
                false => format!(" ({} goes on)", holders.join(", ")),
            };
            about(view, taking, out);
            out.broken(format!("{name} makes it {taken} of {id} at {from}, there is {all}{who}"));
        }
    }
}

/// The most uses of a date and of a block.
fn quotas(view: &View, list: &[Taking], out: &mut Findings) {
    for (date, uses) in by_date(view.case, list) {
        let resource = &view.case.resources[uses[0].resource];
        let id = &resource.id;
        if let Some(most) = resource.per_day
            && let Some(extra) = uses.get(most as usize)
        {
            about(view, extra, out);
            let many = uses.len();
            out.broken(format!("{id} is used {many} times on {date}, {most} is the most"));
        }
        for block in &resource.blocks {
            let own: Vec<_> =
                uses.iter().filter(|t| block.from <= t.from && t.from < block.to).collect();
            if let Some(most) = block.most
                && let Some(extra) = own.get(most as usize)
            {
                about(view, extra, out);
                let (many, from) = (own.len(), checks::clock(view, block.from));
                let words = format!("{many} times in the block of {from}");
                out.broken(format!("{id} is used {words}, {most} is the most"));
            }
        }
    }
}

fn read_entry(at: &str, node: &Node, cx: &mut ReadCx) -> Option<Use> {
    let mut o = Obj::open(node, at, cx.faults)?;
    let id = o.needed_id("id", cx.faults);
    let offset = o.duration("offset", cx.faults).unwrap_or(0);
    let duration = o.duration("duration", cx.faults);
    let units = o.int("units", 1, 100, cx.faults).unwrap_or(1);
    let visit = o.int("visit", 1, 10, cx.faults).unwrap_or(1) as u32;
    if duration == Some(0) {
        let message = "this use takes no time";
        cx.faults.fault("EMPTY_USE", &o.at("duration"), "PT0S", message, "say how long it lasts");
    }
    o.close(cx.faults);
    Some(Use { resource: id?, offset, duration, units, visit })
}

fn audit_entry(case: &Case, job: &Job, (k, entry): (usize, &Use), at: &str, faults: &mut Faults) {
    let id = &entry.resource;
    let Some(resource) = case.resources.iter().find(|r| r.id == *id) else {
        let known: Vec<&str> = case.resources.iter().map(|r| r.id.as_str()).collect();
        let hint = match nearest(id, &known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "add it to `problem.resources`".to_owned(),
        };
        let message = format!("no resource has the id {id}");
        faults.fault("UNKNOWN_RESOURCE", &format!("{at}/id"), id, &message, &hint);
        return;
    };
    let earlier = &job.specs.resources[..k];
    if earlier.iter().any(|e| e.resource == *id && e.visit == entry.visit) {
        let message = format!("visit {} of job {} uses {id} twice", entry.visit, job.id);
        let hint = "make it one use, or two jobs";
        faults.fault("DUPLICATE_ID", &format!("{at}/id"), id, &message, hint);
    }
    let value = entry.visit.to_string();
    match job.visits.get(entry.visit as usize - 1) {
        None => {
            let message = format!("job {} has {} visits", job.id, job.visits.len());
            let hint = "name one of its visits";
            faults.fault("UNKNOWN_VISIT", &format!("{at}/visit"), &value, &message, hint);
        }
        Some(v) if entry.duration.is_none() => {
            let work = case.visits[v.at()].duration;
            if entry.offset >= work {
                let (value, work) = (print_duration(entry.offset), print_duration(work));
                let message = format!("the use begins when the work of {work} is over");
                let hint = "let it begin earlier, or give it a `duration`";
                faults.fault("EMPTY_USE", &format!("{at}/offset"), &value, &message, hint);
            }
        }
        Some(_) => {}
    }
    if entry.units > resource.units {
        let value = entry.units.to_string();
        let message = format!("there are {} of {id}, the job needs {value}", resource.units);
        let hint = "the job cannot be served as it is; lower `units`, or add to the resource's";
        faults.warn("RESOURCE_TOO_FEW", &format!("{at}/units"), &value, &message, hint);
    }
}

/// When a visit may start as far as each of its resources goes by itself; `None` where it uses
/// none. Without `noticed` the notice is left out.
pub fn starts(case: &Case, visit: VisitId, noticed: bool) -> Option<Spans> {
    let mut left: Option<Spans> = None;
    for (r, offset, lasts, units) in case.uses_of(visit) {
        let resource = &case.resources[r];
        let most = |q: Option<i64>| q.is_none_or(|most| most > 0);
        let mut own: Spans = match units <= resource.units && most(resource.per_day) {
            true => open(resource),
            false => Vec::new(),
        };
        for span in &mut own {
            *span = (span.0 - offset, span.1 - lasts - offset);
        }
        if let (true, Some(now), Some(notice)) = (noticed, case.now, resource.notice)
            && !started(case, visit.at(), now)
        {
            own.iter_mut().for_each(|span| span.0 = span.0.max(now + notice - offset));
        }
        own.retain(|span| span.0 <= span.1);
        left = Some(left.map_or(joined(own.clone()), |other| common(&other, &own)));
    }
    left
}

/// The intervals in which a resource can be used.
fn open(resource: &Resource) -> Spans {
    if !resource.blocked {
        return resource.open.clone();
    }
    let takes = resource.blocks.iter().filter(|b| b.most.is_none_or(|most| most > 0));
    let blocks: Spans = takes.map(|b| (b.from, b.to)).collect();
    common(&resource.open, &blocks)
}

/// What two lists of closed intervals share.
fn common(a: &[(Millis, Millis)], b: &[(Millis, Millis)]) -> Spans {
    let mut out = Spans::new();
    let (mut i, mut k) = (0, 0);
    while i < a.len() && k < b.len() {
        let (from, to) = (a[i].0.max(b[k].0), a[i].1.min(b[k].1));
        if from <= to {
            out.push((from, to));
        }
        if a[i].1 < b[k].1 { i += 1 } else { k += 1 }
    }
    out
}

/// The resource that keeps a visit off the hours of a shift whatever else is planned, and whether
/// only its notice does; `None` where none does by itself.
pub fn stands_in_the_way(
    case: &Case,
    visit: VisitId,
    within: (Millis, Millis),
) -> Option<(usize, bool)> {
    let own = &case.visits[visit.at()];
    let job = &case.jobs[own.job.at()];
    let whole = [(Millis::MIN, Millis::MAX)];
    let windows = job.specs.start_windows.as_deref().filter(|_| own.number == 1);
    let hours = common(windows.unwrap_or(&whole), &[within]);
    let uses = case.uses_of(visit);
    let (first, ..) = uses.first()?;
    if hours.is_empty() {
        return None;
    }
    for noticed in [false, true] {
        let left = starts(case, visit, noticed)?;
        if common(&hours, &left).is_empty() {
            let named = uses.iter().find(|u| !noticed || case.resources[u.0].notice.is_some());
            return Some((named.map_or(*first, |u| u.0), noticed));
        }
    }
    None
}
