//! Jobs of several visits and jobs that use a shared resource: two crews at one start, parts on
//! consecutive days, one exact start where the resource is free. Slow and correct.

use super::called;
use super::insert::{
    Candidate, Legs, Place, around, best_in_route, candidates, next_open, price, takes,
};
use super::route::Spans;
use super::ruin::take_out;
use super::state::State;
use super::ties;
use super::ways;
use crate::intake::case::Link;
use crate::model::clock::{ALWAYS, NEVER};
use crate::model::pwl::Fun;
use crate::model::timing::{Rates, depart, drive, home};
use crate::units::{Millis, Units};

/// The most positions of one side that are paired with the other's.
const MOST_POSITIONS: usize = 40;

/// Inserts a whole linked job where it costs least, for less than `limit`; behind calls at the
/// warehouse of its own where it goes in by none else.
pub fn insert(state: &mut State, job: usize, limit: Units) -> bool {
    called::insert(state, job, limit, |state| insert_plain(state, job, limit))
}

fn insert_plain(state: &mut State, job: usize, limit: Units) -> bool {
    let problem = state.problem;
    let done = match problem.jobs[job].link {
        _ if problem.jobs[job].choice || problem.jobs[job].gap.is_some() => {
            ways::insert(state, job, limit)
        }
        Link::Together => together(state, job, limit),
        Link::Parts => parts(state, job, limit),
        Link::Single if problem.jobs[job].booked => {
            return ties::visit(state, problem.jobs[job].first_visit, limit, 0);
        }
        Link::Single => false,
    };
    // Each visit was tried by itself; together they may use more of a resource than there is, or be
    // too much for one buffer.
    let clash = problem.jobs[job].booked && state.ledger.clashes();
    if done && (clash || !problem.whole.is_empty() && !state.keeps_whole()) {
        let served: Vec<usize> = problem.each_way(job).filter(|w| state.served(*w)).collect();
        served.into_iter().for_each(|way| take_out(state, way));
        return false;
    }
    done
}

/// A position of one side and the starts at which the route's price can bend.
pub struct Side {
    shift: usize,
    position: usize,
    /// What the side costs at the least, and the earliest start at which it does.
    pub least: Units,
    pub start: Millis,
    bends: Vec<Millis>,
}

fn together(state: &mut State, job: usize, limit: Units) -> bool {
    let problem = state.problem;
    let visits = problem.visits_of(job);
    let (a, b) = (visits.start as u32, visits.start as u32 + 1);
    let (left, right) = (sides(state, a), sides(state, b));
    if problem.jobs[job].tied {
        (a..=b).for_each(|v| state.suppose(v, None));
    }
    let mut best: Option<(Units, usize, usize, Millis)> = None;
    for (i, x) in left.iter().enumerate() {
        for (k, y) in right.iter().enumerate() {
            let crews = (problem.shifts[x.shift].crew, problem.shifts[y.shift].crew);
            let bound = best.map_or(limit, |o| o.0);
            if crews.0 == crews.1 || x.least.saturating_add(y.least) >= bound {
                continue;
            }
            for &t in x.bends.iter().chain(&y.bends) {
                let floor = best.map_or(limit, |o| o.0);
                let Some(one) = side_cost(state, a, x, t, ANY) else { continue };
                let Some(two) = side_cost(state, b, y, t, ANY) else { continue };
                if one + two < floor {
                    best = Some((one + two, i, k, t));
                }
            }
        }
    }
    let Some((_, i, k, t)) = best else { return false };
    for (v, side) in [(a, &left[i]), (b, &right[k])] {
        state.fix_start(v, Some((t, t)));
        state.insert(side.shift, side.position, v);
    }
    true
}

/// The positions of one side, the cheapest first.
fn sides(state: &mut State, visit: u32) -> Vec<Side> {
    let problem = state.problem;
    let mut out = Vec::new();
    for &s in &problem.shifts_of[visit as usize] {
        let s = s as usize;
        if !ties::suppose(state, s, visit) {
            continue;
        }
        let route = &state.routes[s];
        if !takes(state, s, visit) {
            continue;
        }
        for p in 0..=route.visits.len() {
            if problem.ordered && !route.keeps_order(problem, visit, p) {
                continue;
            }
            if !route.keeps_stock(problem, s, (visit, p), None) {
                continue;
            }
            out.extend(side(state, s, p, visit, ANY));
        }
    }
    out.sort_by_key(|x| (x.least, x.shift, x.position));
    out.truncate(MOST_POSITIONS);
    out
}

/// One side at a position: `plain` is what it costs there at the least without the resources that
/// it uses, and `most` what it must stay below with them.
pub fn side(
    state: &State,
    s: usize,
    p: usize,
    visit: u32,
    (plain, most): (Units, Units),
) -> Option<Side> {
    let problem = state.problem;
    let route = &state.routes[s];
    let (to, from) = around(problem, route, visit, p);
    let extra = to.drive + from.drive - route.legs[p].drive;
    if extra > problem.shifts[s].drive_cap - route.drive
        || !state.leaves_room(s, (p, p), visit, (to, from))
    {
        return None;
    }
    let here = Side { shift: s, position: p, least: 0, start: 0, bends: bends(state, s, p, visit) };
    let mut best: Option<(Units, Millis)> = None;
    for &t in &here.bends {
        let bound = best.map_or(most, |b| b.0);
        if let Some(cost) = side_cost(state, visit, &here, t, (plain, bound))
            && cost < bound
        {
            best = Some((cost, t));
        }
    }
    let (least, start) = best?;
    Some(Side { least, start, ..here })
}

/// The starts of a visit at a position at which its price can bend.
fn bends(state: &State, s: usize, p: usize, visit: u32) -> Vec<Millis> {
    let problem = state.problem;
    let route = &state.routes[s];
    let (to, from) = around(problem, route, visit, p);
    let clock = &problem.shifts[s].clock;
    let v = &problem.visits[visit as usize];
    let spans = state.spans();
    let own = spans.of(s, visit);
    let rates = Rates::plain(clock);
    let ready = match route.visits.is_empty() {
        true => depart(clock, &rates),
        false => route.earned[p].clone(),
    };
    let arrived = drive(clock, &ready, to.drive, v.leg_open);
    let mut bends: Vec<Millis> = own.iter().flat_map(|w| [w.0, w.1]).collect();
    bends.extend(v.late.map(|l| l.0));
    bends.extend(v.promise.iter().flat_map(|p| [p.0, p.1, p.1 + 1]));
    for fun in &arrived {
        starts(fun, 0, &mut bends);
    }
    let last = home(clock, &rates);
    let owed = if route.visits.is_empty() { &last } else { &route.owed[p] };
    let open = next_open(problem, route, p);
    let leave = crate::model::timing::before_drive(clock, owed, from.drive, open);
    for i in 0..=clock.breaks {
        let mut takes = vec![v.duration];
        if v.break_inside {
            takes.extend((0..i).map(|k| v.duration + clock.chains[k][i].dur));
            bends.extend((0..i).map(|k| clock.chains[k][i].gate - v.duration));
            bends.extend((0..i).map(|k| clock.chains[k][i].latest));
        }
        for takes in takes {
            starts(&leave[i].0, -takes, &mut bends);
            bends.push(leave[i].1 - takes);
            if v.finish < NEVER {
                bends.push(v.finish - takes);
            }
        }
    }
    state.hire_bends(visit, own, &mut bends);
    bends.retain(|t| own.iter().any(|w| (w.0..=w.1).contains(t)));
    bends.sort_unstable();
    bends.dedup();
    bends
}

/// Where a function's pieces begin and end, moved by `by`.
fn starts(fun: &Fun<i64>, by: Millis, out: &mut Vec<Millis>) {
    for piece in fun.iter().filter(|p| p.from > ALWAYS) {
        out.push(piece.from + by);
        out.push(piece.from - 1 + by);
    }
}

/// No part of a side's price is known, and none is too much.
const ANY: (Units, Units) = (Units::MIN / 4, Units::MAX);

/// The exact cost of a side when its service starts at `t`; `None` also where what it costs at the
/// least, `plain` without resources, comes to `most`.
fn side_cost(
    state: &State,
    visit: u32,
    side: &Side,
    t: Millis,
    (plain, most): (Units, Units),
) -> Option<Units> {
    let problem = state.problem;
    let (s, p) = (side.shift, side.position);
    let route = &state.routes[s];
    let spans = state.spans();
    if !spans.of(s, visit).iter().any(|w| (w.0..=w.1).contains(&t)) {
        return None;
    }
    let hire = match problem.resources.is_empty() {
        true => 0,
        false => state.hire_cost(visit, t)?,
    };
    if plain.saturating_add(hire) >= most {
        return None;
    }
    let (to, from) = around(problem, route, visit, p);
    let own = [(t, t)];
    let time = super::insert::exact_time_cost(problem, route, s, visit, &own, p, (to, from))?;
    let legs =
        problem.leg_cost(s, to) + problem.leg_cost(s, from) - problem.leg_cost(s, route.legs[p]);
    Some(
        legs + time - route.time_cost
            + hire
            + problem.fixed_cost(s, visit as usize)
            + state.opening_cost(s),
    )
}

/// A place and, of a visit that uses a resource, the start there.
pub(super) type Spot = (Place, Option<Millis>);

/// The best place of a visit on a shift.
pub(super) fn best_spot(state: &State, s: usize, v: u32) -> Option<Spot> {
    if !state.problem.resources.uses(v) {
        return Some((best_in_route(state, s, v, Units::MAX / 4, &mut None)?, None));
    }
    let mut list = Vec::new();
    candidates(state, s, v, &Legs::of(state.problem, v), Units::MAX / 4, &mut list);
    list.sort_unstable();
    let mut best: Option<(Place, Millis)> = None;
    for at in list {
        if best.is_some_and(|b| b.0.delta <= at.sure) {
            break;
        }
        let most = best.map_or(Units::MAX, |b| b.0.delta);
        if let Some(side) = booked_side(state, v, at, most)
            && best.is_none_or(|b| side.least < b.0.delta)
        {
            let (shift, position) = (at.shift, u32::from(at.position));
            best = Some((Place { shift, position, call: None, delta: side.least }, side.start));
        }
    }
    best.map(|(place, t)| (place, Some(t)))
}

/// A place of a visit that uses a resource, with its best start there. A call of its own is not
/// looked for; nor is a place that costs `most` or more without the resource.
pub fn booked_side(state: &State, v: u32, at: Candidate, most: Units) -> Option<Side> {
    if at.call.is_some() {
        return None;
    }
    // Most places are told apart without a look at single starts.
    let s = at.shift as usize;
    let hire = state.hire_floor(v, state.starts_of(s, v))?;
    let plain = price(state, v, &Legs::of(state.problem, v), at)?.delta;
    if plain.saturating_add(hire) >= most {
        return None;
    }
    side(state, s, usize::from(at.position), v, (plain, most))
}

/// Parts on consecutive dates with one crew: the best position of each part, crew by crew.
fn parts(state: &mut State, job: usize, limit: Units) -> bool {
    let problem = state.problem;
    let visits: Vec<u32> = problem.visits_of(job).map(|v| v as u32).collect();
    let mut best: Option<(Units, Vec<Spot>)> = None;
    let mut days: Vec<(u32, i64)> = problem.shifts_of[visits[0] as usize]
        .iter()
        .map(|&s| (problem.shifts[s as usize].crew, problem.shifts[s as usize].day))
        .collect();
    days.dedup();
    for (crew, day) in days {
        let mut total = 0;
        let mut places: Vec<Spot> = Vec::with_capacity(visits.len());
        for (k, &v) in visits.iter().enumerate() {
            let on = |s: &&u32| {
                let shift = &problem.shifts[**s as usize];
                shift.crew == crew && shift.day == day + k as i64
            };
            let mut place_on = |&s: &u32| {
                ties::suppose(state, s as usize, v).then(|| best_spot(state, s as usize, v))?
            };
            let shifts = problem.shifts_of[v as usize].iter().filter(on);
            let found = shifts.filter_map(&mut place_on).min_by_key(|p| p.0.delta);
            let Some(spot) = found else { break };
            total += spot.0.delta;
            places.push(spot);
        }
        let floor = best.as_ref().map_or(limit, |b| b.0);
        if places.len() == visits.len() && total < floor {
            best = Some((total, places));
        }
    }
    if problem.jobs[job].tied {
        visits.iter().for_each(|&v| state.suppose(v, None));
    }
    let Some((_, places)) = best else { return false };
    put_parts(state, job, &places);
    true
}

/// Puts every part where a place was found for it, at its start if it needs one of its own.
pub(super) fn put_parts(state: &mut State, job: usize, places: &[(Place, Option<Millis>)]) {
    let problem = state.problem;
    let visits: Vec<u32> = problem.visits_of(job).map(|v| v as u32).collect();
    for (&v, (place, start)) in visits.iter().zip(places) {
        if let Some(t) = start {
            state.fix_start(v, Some((*t, *t)));
        } else if problem.jobs[job].tied {
            ties::suppose(state, place.shift as usize, v);
            let span = state.window(v as usize);
            state.suppose(v, None);
            state.fix_start(v, span);
        }
        state.put(place, v);
    }
}

/// Whether [`insert`] looks at every position for this job, so that its "no" is a proof.
pub fn tries_everything(state: &State, job: usize) -> bool {
    let problem = state.problem;
    if problem.jobs[job].booked {
        return false;
    }
    if problem.jobs[job].link != Link::Together {
        return true;
    }
    // Of the calls that both sides may need only some are tried, and only the cheapest two sides
    // are seen in one buffer.
    problem.stock.is_none()
        && problem.whole.buffers.is_empty()
        && problem.visits_of(job).all(|v| {
            let shifts = problem.shifts_of[v].iter();
            let positions: usize = shifts.map(|&s| state.routes[s as usize].visits.len() + 1).sum();
            positions <= MOST_POSITIONS
        })
}
