//! Edits of times, legs and breaks inside one route.

use super::tools::{
    at, breaks, delay, hours, list, named, own_hours, push, retotal, span, visit_places, visits,
    zone,
};
use super::{Mutation, of};
use callboard::wire::text::{parse_instant, print_duration, print_instant};
use serde_json::{Value, json};

pub fn all() -> Vec<Mutation> {
    let mut list = times();
    list.extend(legs());
    list.extend(pauses());
    list
}

const SECOND: i64 = 1000;
const MINUTE: i64 = 60_000;

fn times() -> Vec<Mutation> {
    vec![
        of("service starts a second later", "clock", |p, _| later(p, "start")),
        of("arrival a second later", "clock", |p, _| later(p, "arrival")),
        of("service ends a second later", "clock", |p, _| later(p, "end")),
        of("departure a second later", "clock", |p, _| later(p, "departure")),
        of("route leaves a second later", "clock", |p, _| later_route(p, "start")),
        of("drive longer", "clock", |p, _| longer(p, "drive")),
        of("work longer", "clock", |p, _| longer(p, "work")),
        of("wait longer", "clock", |p, _| longer(p, "wait")),
        of("break longer", "clock", |p, _| longer(p, "break")),
        of("overtime longer", "overtime", |p, _| longer(p, "overtime")),
        of("metres one more", "clock", |p, _| {
            let Some(metres) = p["routes"][0]["metres"].as_i64() else { return false };
            p["routes"][0]["metres"] = json!(metres + 1);
            true
        }),
        of("a time in another offset", "clock", |p, _| {
            let Some(text) = p["routes"][0]["start"].as_str() else { return false };
            let other = print_instant(parse_instant(text).unwrap(), chrono_tz::Asia::Kolkata);
            p["routes"][0]["start"] = json!(other);
            true
        }),
        of("a duration in another form", "clock", |p, _| {
            let Some(stop) = p.pointer_mut("/routes/0/stops/0") else { return false };
            let Some(travel) = stop.get("travel").map(span) else { return false };
            stop["travel"] = json!(format!("PT{}S", travel / SECOND));
            travel >= MINUTE
        }),
        of("a day early", "shift-hours", |p, _| {
            let zone = zone(p);
            let Some(route) = p.pointer_mut("/routes/0") else { return false };
            push(route, zone, -24 * 60 * MINUTE);
            route["overtime"] == "PT0S"
        }),
        of("a day late", "shift-hours", |p, q| {
            let Some(route) = p.pointer("/routes/0") else { return false };
            let Some((_, to, _)) = own_hours(p, q, route) else { return false };
            let zone = zone(p);
            push(&mut p["routes"][0], zone, 24 * 60 * MINUTE);
            retotal(&mut p["routes"][0], Some(to));
            true
        }),
        of("outside the windows", "start-windows", |p, q| delayed(p, q, "startWindows")),
        of("finished too late", "finish-by", |p, q| delayed(p, q, "finishBy")),
        of("pinned start moved", "pins", pinned_start),
        of("one side starts later", "together", |p, q| {
            find(p, |route, visit| {
                let job = named(q, "jobs", &visit["job"]);
                let free = ["startWindows", "finishBy", "pin"].iter().all(|k| job[k].is_null());
                job["together"] == 2 && free && breaks(route).is_empty()
            })
            .is_some_and(|place| delay(p, q, place, MINUTE))
        }),
        of("a drive before now", "now", before_now),
    ]
}

/// The first visit that fits, as (route, position among its visits).
fn find(plan: &Value, fits: impl Fn(&Value, &Value) -> bool) -> Option<(usize, usize)> {
    let routes = list(&plan["routes"]).iter().enumerate();
    let mut all = routes.flat_map(|(r, route)| {
        visits(route).into_iter().enumerate().map(move |(k, v)| ((r, k), route, v))
    });
    all.find(|(_, route, visit)| fits(route, visit)).map(|(place, ..)| place)
}

fn later(plan: &mut Value, key: &str) -> bool {
    let zone = zone(plan);
    let Some(route) = plan.pointer_mut("/routes/0") else { return false };
    let first = visit_places(route)[0];
    let time = &mut route["stops"][first][key];
    *time = json!(print_instant(at(time) + SECOND, zone));
    true
}

fn later_route(plan: &mut Value, key: &str) -> bool {
    let zone = zone(plan);
    let Some(time) = plan.pointer_mut(&format!("/routes/0/{key}")) else { return false };
    *time = json!(print_instant(at(time) + SECOND, zone));
    true
}

fn longer(plan: &mut Value, key: &str) -> bool {
    let Some(total) = plan.pointer_mut(&format!("/routes/0/{key}")) else { return false };
    *total = json!(print_duration(span(total) + SECOND));
    true
}

/// Delays a visit until it breaks its job's windows or latest end.
fn delayed(plan: &mut Value, request: &Value, key: &str) -> bool {
    let place = find(plan, |_, visit| {
        let job = named(request, "jobs", &visit["job"]);
        let other = if key == "finishBy" { "startWindows" } else { "finishBy" };
        let free = job[other].is_null() && job["pin"]["override"].is_null();
        !job[key].is_null() && free && job["parts"].is_null()
    });
    let Some((r, k)) = place else { return false };
    let visit = visits(&plan["routes"][r])[k].clone();
    let job = named(request, "jobs", &visit["job"]);
    if key == "finishBy" {
        let over = at(&job[key]) - at(&visit["end"]) + SECOND;
        return delay(plan, request, (r, k), over);
    }
    let zone = zone(plan);
    // Behind the end of the window it is in, which is the first one that ends after its start.
    let ends = list(&job[key]).iter().map(|w| match w.get("latest") {
        Some(latest) => at(latest),
        None => {
            let to = w.get("to").cloned().unwrap_or(json!("24:00"));
            let day = json!({"shifts": [{"from": "00:00", "to": to}]});
            hours(&day, w["date"].as_str().unwrap(), 1, zone).unwrap().1
        }
    });
    let end = ends.filter(|end| *end >= at(&visit["start"])).min().unwrap();
    delay(plan, request, (r, k), end + SECOND - at(&visit["start"]))
}

fn pinned_start(plan: &mut Value, request: &Value) -> bool {
    let place = find(plan, |route, visit| {
        let job = named(request, "jobs", &visit["job"]);
        let pinned = !job["pin"]["start"].is_null() && job["startWindows"].is_null();
        pinned && visit["visit"] == 1 && breaks(route).is_empty()
    });
    place.is_some_and(|place| delay(plan, request, place, SECOND))
}

/// Leaves for a visit a second before now, by moving the departure before it.
fn before_now(plan: &mut Value, request: &Value) -> bool {
    let Some(now) = request["problem"].get("now").map(at) else { return false };
    let zone = zone(plan);
    let place = find(plan, |route, visit| {
        let job = named(request, "jobs", &visit["job"]);
        let first = visits(route)[0] == visit;
        !first && job["pin"]["start"].is_null() && breaks(route).is_empty()
    });
    let Some((r, k)) = place else { return false };
    let route = &mut plan["routes"][r];
    let places = visit_places(route);
    let (before, stop) = (places[k - 1], places[k]);
    let left = now - SECOND;
    if at(&route["stops"][before]["end"]) > left {
        return false;
    }
    let arrival = left + span(&route["stops"][stop]["travel"]);
    route["stops"][before]["departure"] = json!(print_instant(left, zone));
    route["stops"][stop]["arrival"] = json!(print_instant(arrival, zone));
    true
}

fn legs() -> Vec<Mutation> {
    vec![
        of("a leg one metre longer", "travel", |p, _| {
            let Some(route) = p.pointer_mut("/routes/0") else { return false };
            let first = visit_places(route)[0];
            let metres = route["stops"][first]["metres"].as_i64().unwrap();
            route["stops"][first]["metres"] = json!(metres + 1);
            retotal(route, None);
            true
        }),
        of("a leg one second longer", "travel", |p, _| {
            let zone = zone(p);
            let Some(route) = p.pointer_mut("/routes/0") else { return false };
            let first = visit_places(route)[0];
            let travel = span(&route["stops"][first]["travel"]);
            route["stops"][first]["travel"] = json!(print_duration(travel + SECOND));
            route["start"] = json!(print_instant(at(&route["start"]) - SECOND, zone));
            // A call before the visit would be reached too early.
            let alone = list(&route["stops"])[..first].iter().all(|s| s.get("call").is_none());
            let fits =
                alone && travel > 0 && !breaks(route).iter().any(|b| b["end"] == route["start"]);
            retotal(route, None);
            fits
        }),
        of("no way home", "travel", |p, _| {
            let Some(route) = p.pointer_mut("/routes/0") else { return false };
            let Some(home) = route.as_object_mut().unwrap().remove("home") else { return false };
            let last = *visit_places(route).last().unwrap();
            route["end"] = route["stops"][last]["departure"].clone();
            retotal(route, None);
            route["overtime"] == "PT0S" && home.get("onTheWay").is_none()
        }),
        of("the stop at another place", "travel", |p, _| {
            let Some(route) = p.pointer_mut("/routes/0") else { return false };
            let first = visit_places(route)[0];
            route["stops"][first]["place"] = json!("nowhere");
            true
        }),
    ]
}

/// The route and position of a break that is a stop of its own.
fn own_break(plan: &Value) -> Option<(usize, usize)> {
    let routes = list(&plan["routes"]).iter().enumerate();
    let mut found = routes.filter_map(|(r, route)| {
        let stops = list(&route["stops"]);
        stops.iter().position(|s| s.get("break").is_some()).map(|k| (r, k))
    });
    found.next()
}

/// Rewrites one break of its own, then the totals.
fn with_break(plan: &mut Value, edit: impl Fn(&mut Vec<Value>, usize)) -> bool {
    let Some((r, k)) = own_break(plan) else { return false };
    let route = &mut plan["routes"][r];
    edit(route["stops"].as_array_mut().unwrap(), k);
    retotal(route, None);
    true
}

fn pauses() -> Vec<Mutation> {
    vec![
        of("break missing", "breaks", |p, _| with_break(p, |stops, k| drop(stops.remove(k)))),
        of("break of another name", "breaks", |p, _| {
            with_break(p, |stops, k| stops[k]["break"] = json!("siesta"))
        }),
        of("break a second short", "breaks", |p, _| {
            let zone = zone(p);
            with_break(p, |stops, k| {
                let end = at(&stops[k]["end"]) - SECOND;
                stops[k]["end"] = json!(print_instant(end, zone));
            })
        }),
        of("break twice", "breaks", |p, _| {
            with_break(p, |stops, k| stops.insert(k, stops[k].clone()))
        }),
        of("break long before its times", "breaks", |p, _| {
            let zone = zone(p);
            with_break(p, |stops, k| push(&mut stops[k], zone, -6 * 60 * MINUTE))
        }),
        of("break inside work that forbids it", "breaks", forbidden_inside),
        of("break before the service it is in", "breaks", |p, _| {
            let zone = zone(p);
            let routes = p["routes"].as_array_mut().unwrap().iter_mut();
            let stops = routes.flat_map(|r| r["stops"].as_array_mut().unwrap());
            let Some(stop) = stops.into_iter().find(|s| s.get("inside").is_some()) else {
                return false;
            };
            let gap = at(&stop["start"]) - at(&stop["inside"][0]["start"]);
            push(&mut stop["inside"], zone, gap - SECOND);
            true
        }),
        of("break on the way outside the drive", "breaks", |p, _| {
            let zone = zone(p);
            let routes = p["routes"].as_array_mut().unwrap().iter_mut();
            let mut home = routes.filter(|r| !r["home"]["onTheWay"].is_null());
            let Some(route) = home.next() else { return false };
            push(&mut route["home"]["onTheWay"], zone, 60 * MINUTE);
            retotal(route, None);
            true
        }),
    ]
}

/// Moves a break out of the wait behind a visit into its service, which is too short for that.
fn forbidden_inside(plan: &mut Value, request: &Value) -> bool {
    let zone = zone(plan);
    for route in plan["routes"].as_array_mut().unwrap() {
        let stops = route["stops"].as_array_mut().unwrap();
        for k in 1..stops.len() {
            let (visit, rest) = (stops[k - 1].clone(), stops[k].clone());
            if rest.get("break").is_none() || visit.get("job").is_none() {
                continue;
            }
            let job = named(request, "jobs", &visit["job"]);
            let short = job.get("duration").is_some_and(|d| span(d) < 240 * MINUTE);
            let (end, length) = (at(&visit["end"]), at(&rest["end"]) - at(&rest["start"]));
            let behind = at(&rest["end"]) <= at(&visit["departure"]);
            if !short || !behind || !job["breakInside"].is_null() || !job["finishBy"].is_null() {
                continue;
            }
            let mut taken = stops.remove(k);
            let gap = at(&visit["start"]) - at(&taken["start"]);
            push(&mut taken, zone, gap);
            stops[k - 1]["inside"] = json!([taken]);
            stops[k - 1]["end"] = json!(print_instant(end + length, zone));
            return true;
        }
    }
    false
}
