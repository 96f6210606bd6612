//! Time that is kept free for what comes in at the last moment.

use super::checks;
use super::prices::Prices;
use super::quotas::known_crews;
use super::rule::{Meta, Nothing, Rule, Scope};
use super::tables::{Buffer, Tables};
use super::view::{Findings, RouteView, StopView, View};
use crate::fault::Faults;
use crate::intake::case::Case;
use crate::intake::limits;
use crate::units::Millis;
use crate::wire::text::print_duration;
use chrono::NaiveDate;
use std::collections::BTreeMap;

pub struct Buffers;

impl Rule for Buffers {
    const META: Meta = Meta {
        id: "buffers",
        code: "BUFFER",
        scope: Scope::Plan,
        priced: false,
        overridable: false,
        line: "a share of the crews' time on a date is not planned, emergencies apart",
        doc: "Each of `problem.buffers` [{id, crews, days | dates, share, keepsFor}] keeps `share` \
              (0 to 1, three decimals) of the time of its crews on each of its dates: their \
              routes work and drive at most (1 - share) of the lengths, from `from` to `to`, of \
              all their shifts of that date, used or not. Jobs whose priority is in `keepsFor` \
              (default EMERGENCY) do not count: neither their work nor the drives to and from \
              them, so that one more of them never breaks a buffer.",
    };
    type Job = Nothing;
    type Crew = Nothing;

    fn audit(case: &Case, faults: &mut Faults) {
        for buffer in &case.buffers {
            let at = format!("/problem/buffers/{}", buffer.index);
            known_crews(case, &at, &buffer.crews, faults);
        }
    }

    fn compile(case: &Case, _prices: &Prices, tables: &mut Tables) {
        for buffer in case.buffers.iter().filter(|b| b.share > 0) {
            let spared = |v: &crate::intake::case::Visit| {
                buffer.is_for(case.jobs[v.job.at()].priority)
            };
            let mut dates: BTreeMap<NaiveDate, u32> = BTreeMap::new();
            let mut time: Vec<Millis> = Vec::new();
            let mut group = vec![None; case.shifts.len()];
            for (s, shift) in case.shifts.iter().enumerate() {
                if buffer.covers(&case.crews[shift.crew.at()].id, shift.date) {
                    let date = *dates.entry(shift.date).or_insert(time.len() as u32);
                    time.resize(dates.len(), 0);
                    time[date as usize] += shift.to - shift.from;
                    group[s] = Some(date);
                }
            }
            tables.buffers.push(Buffer {
                name: buffer.id.clone(),
                spared: case.visits.iter().map(spared).collect(),
                group,
                room: time.into_iter().map(|time| buffer.leaves(time)).collect(),
            });
        }
    }

    fn check(view: &View, out: &mut Findings) {
        for buffer in &view.case.buffers {
            let mut time: BTreeMap<NaiveDate, i128> = BTreeMap::new();
            for shift in &view.case.shifts {
                if buffer.covers(checks::crew_name(view, shift.crew), shift.date) {
                    *time.entry(shift.date).or_default() += i128::from(shift.to - shift.from);
                }
            }
            let mut busy: BTreeMap<NaiveDate, i128> = BTreeMap::new();
            for route in &view.routes {
                let date = checks::shift(view, route).date;
                if buffer.covers(checks::crew_name(view, route.crew), date) {
                    *busy.entry(date).or_default() += planned(view, buffer, route);
                }
            }
            for (date, busy) in busy {
                let time = time.get(&date).copied().unwrap_or(0);
                if busy * 1000 > time * i128::from(1000 - buffer.share) {
                    let print = |ms: i128| print_duration(i64::try_from(ms).unwrap_or(i64::MAX));
                    out.broken(format!(
                        "buffer {} leaves {} of {} on {date}, {} are planned",
                        buffer.id,
                        print(time * i128::from(1000 - buffer.share) / 1000),
                        print(time),
                        print(busy)
                    ));
                }
            }
        }
    }
}

/// Work and driving of a route, without the jobs that the buffer is for and the legs that touch
/// them.
fn planned(view: &View, buffer: &limits::Buffer, route: &RouteView) -> i128 {
    let spared = |stop: &StopView| {
        stop.visit.is_some_and(|v| buffer.is_for(checks::job(view, v).priority))
    };
    let (mut busy, mut before) = (0, false);
    for stop in &route.stops() {
        let own = spared(stop);
        if !own {
            busy += i128::from(checks::service(view, stop));
            busy += if before { 0 } else { i128::from(stop.leg.travel) };
        }
        before = own;
    }
    let home = route.home.filter(|_| !before).map_or(0, |home| home.travel);
    busy + i128::from(home)
}
