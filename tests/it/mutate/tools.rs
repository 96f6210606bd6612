//! Reading and rewriting a plan's times, totals and owners.

use callboard::wire::text::{
    local_instant, parse_clock, parse_date, parse_duration, parse_instant, print_duration,
    print_instant,
};
use chrono::Datelike;
use chrono_tz::Tz;
use serde_json::{Value, json};

pub fn zone(plan: &Value) -> Tz {
    plan["timeZone"].as_str().unwrap().parse().unwrap()
}

pub fn at(value: &Value) -> i64 {
    parse_instant(value.as_str().unwrap()).unwrap()
}

pub fn span(value: &Value) -> i64 {
    parse_duration(value.as_str().unwrap()).unwrap()
}

pub fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], |v| v)
}

pub fn visits(route: &Value) -> Vec<&Value> {
    list(&route["stops"]).iter().filter(|s| s.get("job").is_some()).collect()
}

/// Positions among the stops of those that are visits.
pub fn visit_places(route: &Value) -> Vec<usize> {
    let stops = list(&route["stops"]).iter().enumerate();
    stops.filter(|(_, s)| s.get("job").is_some()).map(|(i, _)| i).collect()
}

/// The object with this id in a list of the request's problem.
pub fn named<'a>(request: &'a Value, key: &str, id: &Value) -> &'a Value {
    list(&request["problem"][key]).iter().find(|o| o["id"] == *id).unwrap_or(&Value::Null)
}

/// Shifts every time below `value` by `ms`.
pub fn push(value: &mut Value, zone: Tz, ms: i64) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(|v| push(v, zone, ms)),
        Value::Object(map) => {
            for (key, inner) in map {
                if ["arrival", "start", "end", "departure"].contains(&key.as_str()) {
                    *inner = json!(print_instant(at(inner) + ms, zone));
                } else {
                    push(inner, zone, ms);
                }
            }
        }
        _ => {}
    }
}

/// Every break of a route.
pub fn breaks(route: &Value) -> Vec<&Value> {
    let stops = list(&route["stops"]).iter();
    let own = stops.clone().filter(|s| s.get("break").is_some());
    let inner = stops.flat_map(|s| list(&s["inside"]).iter().chain(list(&s["onTheWay"])));
    own.chain(inner).chain(list(&route["home"]["onTheWay"])).collect()
}

/// Makes a route's totals fit its stops again; overtime too, where the shift's end is given.
pub fn retotal(route: &mut Value, to: Option<i64>) {
    let length = |b: &Value| at(&b["end"]) - at(&b["start"]);
    let (start, end) = (at(&route["start"]), at(&route["end"]));
    let home = route.get("home").cloned();
    let (mut drive, mut metres, mut work) = (0, 0, 0);
    for visit in list(&route["stops"]).iter().filter(|stop| stop.get("travel").is_some()) {
        drive += span(&visit["travel"]);
        metres += visit["metres"].as_i64().unwrap();
        work += length(visit) - list(&visit["inside"]).iter().map(length).sum::<i64>();
    }
    if let Some(home) = home {
        drive += span(&home["travel"]);
        metres += home["metres"].as_i64().unwrap();
    }
    let all = breaks(route);
    let rest: i64 = all.iter().map(|b| length(b)).sum();
    let within = all.iter().filter(|b| at(&b["start"]) >= start && at(&b["end"]) <= end);
    let within: i64 = within.map(|b| length(b)).sum();
    for (key, ms) in [
        ("drive", drive),
        ("work", work),
        ("break", rest),
        ("wait", end - start - drive - work - within),
    ] {
        route[key] = json!(print_duration(ms));
    }
    route["metres"] = json!(metres);
    if let Some(to) = to {
        route["overtime"] = json!(print_duration((end - to).max(0)));
    }
}

/// From, to and latest return of the `n`-th shift (from 1) of a crew on a date.
pub fn hours(crew: &Value, date: &str, n: usize, zone: Tz) -> Option<(i64, i64, i64)> {
    let day = parse_date(date)?;
    let weekday = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"][day.weekday() as usize];
    let default = json!([{"from": "08:00", "to": "17:00"}]);
    let mut found = Vec::new();
    for entry in list(crew.get("shifts").unwrap_or(&default)) {
        let dated = entry.get("date").is_none_or(|d| d == date);
        let on = entry.get("days").is_none_or(|days| list(days).contains(&json!(weekday)));
        let clock = |key: &str| parse_clock(entry[key].as_str()?);
        let (from, to) = (clock("from")?, clock("to")?);
        let last = if to <= from { day.succ_opt()? } else { day };
        if dated && on {
            found.push((local_instant(day, from, zone).ok()?, local_instant(last, to, zone).ok()?));
        }
    }
    found.sort_unstable();
    let most = crew["overtime"].get("max").map_or(0, span);
    found.get(n - 1).map(|(from, to)| (*from, *to, to + most))
}

/// The hours of a route's own shift.
pub fn own_hours(plan: &Value, request: &Value, route: &Value) -> Option<(i64, i64, i64)> {
    let n = route["shift"].as_str()?.rsplit_once('#').map_or(Some(1), |(_, n)| n.parse().ok())?;
    hours(named(request, "crews", &route["crew"]), route["date"].as_str()?, n, zone(plan))
}

/// Gives a route to another crew, or another date or shift of its own, keeping its times.
pub fn hand_over(plan: &mut Value, request: &Value, r: usize, to: (&Value, &str, usize)) -> bool {
    let (crew, date, n) = to;
    let Some((_, end, _)) = hours(crew, date, n, zone(plan)) else { return false };
    let tail = if n > 1 { format!("#{n}") } else { String::new() };
    let shift = json!(format!("{}/{date}{tail}", crew["id"].as_str().unwrap()));
    if list(&plan["routes"]).iter().any(|other| other["shift"] == shift) {
        return false;
    }
    let route = &mut plan["routes"][r];
    route["crew"] = crew["id"].clone();
    route["shift"] = shift;
    route["date"] = json!(date);
    route["members"] = crew.get("members").cloned().unwrap_or(json!([]));
    route.as_object_mut().unwrap().remove("lead");
    if let Some(lead) = crew.get("lead") {
        route["lead"] = lead.clone();
    }
    retotal(route, Some(end));
    sort(plan, request);
    true
}

/// Brings the routes into the contract's order.
fn sort(plan: &mut Value, request: &Value) {
    let crews = list(&request["problem"]["crews"]);
    let routes = plan["routes"].as_array_mut().unwrap();
    routes.sort_by_key(|route| {
        let crew = crews.iter().position(|c| c["id"] == route["crew"]);
        let shift = route["shift"].as_str().unwrap().to_owned();
        (route["date"].as_str().unwrap().to_owned(), crew, shift)
    });
}

/// Starts the `k`-th visit of a route later; all behind it moves along. Stays inside the shift.
pub fn delay(plan: &mut Value, request: &Value, (r, k): (usize, usize), ms: i64) -> bool {
    let zone = zone(plan);
    let Some((_, to, latest)) = own_hours(plan, request, &plan["routes"][r]) else { return false };
    let route = &mut plan["routes"][r];
    let places = visit_places(route);
    let Some(&first) = places.get(k) else { return false };
    let end = at(&route["end"]) + ms;
    if end > latest {
        return false;
    }
    let arrival = route["stops"][first]["arrival"].clone();
    let on_the_way = route["stops"][first].get("onTheWay").cloned();
    for stop in &mut route["stops"].as_array_mut().unwrap()[first..] {
        push(stop, zone, ms);
    }
    route["stops"][first]["arrival"] = arrival;
    if let Some(taken) = on_the_way {
        route["stops"][first]["onTheWay"] = taken;
    }
    if let Some(home) = route.get_mut("home") {
        push(home, zone, ms);
    }
    route["end"] = json!(print_instant(end, zone));
    retotal(route, Some(to));
    true
}
