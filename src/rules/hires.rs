//! Uses of resources in a printed plan, for the rules that judge and price them. All of it reads
//! the view, none of it judges.

use super::view::View;
use crate::ids::VisitId;
use crate::intake::case::{Case, Resource};
use crate::units::Millis;
use crate::wire::text::local_date;
use chrono::NaiveDate;

/// One use of a resource by a planned visit.
#[derive(Clone, Copy, Debug)]
pub struct Taking {
    /// Position in the case's resources.
    pub resource: usize,
    pub from: Millis,
    pub to: Millis,
    pub units: i64,
    pub visit: VisitId,
    /// Where the visit stands: route, and position among the route's visits.
    pub at: (usize, usize),
}

/// One unit of a resource, hired for a date.
#[derive(Clone, Debug)]
pub struct Hire {
    pub unit: usize,
    pub from: Millis,
    /// The end of its last use.
    pub over: Millis,
    /// Positions among the uses of the date.
    pub uses: Vec<usize>,
}

/// By resource, its uses in the order of their beginning; of two at once that of the job which the
/// request names first, then of its first visit.
pub fn takings(view: &View) -> Vec<Vec<Taking>> {
    let mut all: Vec<Vec<Taking>> = vec![Vec::new(); view.case.resources.len()];
    if all.is_empty() {
        return all;
    }
    for (r, route) in view.routes.iter().enumerate() {
        for (k, visit) in route.visits.iter().enumerate() {
            for (resource, offset, lasts, units) in view.case.uses_of(visit.visit) {
                let from = visit.start + offset;
                let (to, visit) = (from + lasts, visit.visit);
                all[resource].push(Taking { resource, from, to, units, visit, at: (r, k) });
            }
        }
    }
    all.iter_mut().for_each(|list| list.sort_by_key(|t| (t.from, t.visit)));
    all
}

/// The uses of each date, in the order of dates.
pub fn by_date<'t>(case: &Case, takings: &'t [Taking]) -> Vec<(NaiveDate, Vec<&'t Taking>)> {
    let mut out: Vec<(NaiveDate, Vec<&Taking>)> = Vec::new();
    for taking in takings {
        let Some(date) = local_date(taking.from, case.zone) else { continue };
        match out.last_mut() {
            Some(last) if last.0 == date => last.1.push(taking),
            _ => out.push((date, vec![taking])),
        }
    }
    out
}

/// Which unit of a resource each use of a date has: the free ones of the lowest numbers. Where more
/// are taken than there are, numbers go on.
pub fn hires(takings: &[&Taking]) -> Vec<Hire> {
    let mut hires: Vec<Hire> = Vec::new();
    for (k, taking) in takings.iter().enumerate() {
        let mut left = taking.units;
        let mut unit = 0;
        while left > 0 {
            unit += 1;
            match hires.get_mut(unit - 1) {
                Some(hire) if hire.over > taking.from => continue,
                Some(hire) => {
                    hire.over = taking.to;
                    hire.uses.push(k);
                }
                None => {
                    let (from, over) = (taking.from, taking.to);
                    hires.push(Hire { unit, from, over, uses: vec![k] });
                }
            }
            left -= 1;
        }
    }
    hires
}

/// How long a hire is paid for.
pub fn paid(resource: &Resource, hire: &Hire) -> Millis {
    (hire.over - hire.from).max(resource.minimum_hire)
}
