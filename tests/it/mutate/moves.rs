//! Edits of who does what: jobs dropped, doubled and renamed, routes handed to other crews.

use super::tools::{
    at, breaks, hand_over, hours, list, named, own_hours, push, span, visit_places, visits, zone,
};
use super::{Mutation, of};
use callboard::wire::text::parse_date;
use serde_json::{Value, json};

pub fn all() -> Vec<Mutation> {
    let mut list = covers();
    list.extend(owners());
    list.extend(links());
    list
}

fn covers() -> Vec<Mutation> {
    vec![
        of("a visit dropped", "cover", |p, _| {
            let Some(route) = p.pointer_mut("/routes/0") else { return false };
            let first = visit_places(route)[0];
            route["stops"].as_array_mut().unwrap().remove(first);
            true
        }),
        of("a visit twice", "cover", |p, _| {
            let Some(route) = p.pointer_mut("/routes/0") else { return false };
            let stop = route["stops"][visit_places(route)[0]].clone();
            route["stops"].as_array_mut().unwrap().push(stop);
            true
        }),
        of("a visit of an unknown job", "cover", |p, _| first_visit(p, "job", json!("nobody"))),
        of("a visit that the job has not", "cover", |p, _| first_visit(p, "visit", json!(9))),
        of("served and left out", "cover", |p, _| {
            let Some(route) = p.pointer("/routes/0") else { return false };
            let job = visits(route)[0]["job"].clone();
            leave_out(p, job)
        }),
        of("an unknown job left out", "cover", |p, _| leave_out(p, json!("nobody"))),
        of("neither served nor left out", "cover", |p, _| {
            p["unassigned"].as_array_mut().unwrap().pop().is_some()
        }),
        of("left out twice", "cover", |p, _| {
            let Some(entry) = p["unassigned"].as_array().unwrap().last() else { return false };
            let job = entry["job"].clone();
            leave_out(p, job)
        }),
        of("a job set aside", "cover", |p, _| {
            let entry = json!({"job": "nobody", "faults": []});
            p["setAside"].as_array_mut().unwrap().push(entry);
            true
        }),
        of("a stranger in the crew", "cover", |p, _| {
            let Some(route) = p.pointer_mut("/routes/0") else { return false };
            route["members"].as_array_mut().unwrap().push(json!("stranger"));
            true
        }),
        of("an unknown crew", "cover", |p, _| {
            let Some(route) = p.pointer_mut("/routes/0") else { return false };
            route["crew"] = json!("nobody");
            true
        }),
        of("a place not listed", "cover", |p, _| {
            p["places"].as_array_mut().unwrap().pop().is_some()
        }),
        of("a place moved", "cover", |p, _| {
            let Some(place) = p.pointer_mut("/places/0") else { return false };
            place["address"] = json!("elsewhere");
            true
        }),
    ]
}

fn first_visit(plan: &mut Value, key: &str, value: Value) -> bool {
    let Some(route) = plan.pointer_mut("/routes/0") else { return false };
    let first = visit_places(route)[0];
    route["stops"][first][key] = value;
    true
}

fn leave_out(plan: &mut Value, job: Value) -> bool {
    let entry = json!({
        "job": job, "verdict": "UNKNOWN", "extraCost": null, "summary": "left out", "reasons": []
    });
    plan["unassigned"].as_array_mut().unwrap().push(entry);
    true
}

fn owners() -> Vec<Mutation> {
    vec![
        of("an unknown shift", "shift-hours", |p, _| {
            let Some(route) = p.pointer_mut("/routes/0") else { return false };
            route["shift"] = json!("c1/1999-01-01");
            true
        }),
        of("another date", "shift-hours", |p, _| {
            let Some(route) = p.pointer_mut("/routes/0") else { return false };
            route["date"] = json!("1999-01-01");
            true
        }),
        of("an empty route", "shift-hours", empty_route),
        of("routes out of order", "clock", |p, _| {
            let routes = p["routes"].as_array_mut().unwrap();
            routes.reverse();
            routes.len() > 1
        }),
        of("a crew without the skill", "skills", |p, q| {
            hand(p, q, "skills", |route, crew| !skilled(q, crew, route, day(route)))
        }),
        of("a skill that has expired", "skills", expired),
        of("a crew that is excluded", "crew-list", |p, q| {
            hand(p, q, "", |route, crew| !listed(q, crew, route))
        }),
        of("too many visits", "max-jobs", |p, q| {
            hand(p, q, "max", |route, crew| {
                crew["max"]["jobs"].as_u64().is_some_and(|most| visits(route).len() as u64 > most)
            })
        }),
        of("too much driving", "max-drive", |p, q| {
            hand(p, q, "max", |route, crew| {
                let most = crew["max"].get("drive").map(span);
                crew["max"]["jobs"].is_null() && most.is_some_and(|m| span(&route["drive"]) > m)
            })
        }),
        of("too much load", "capacity", |p, q| {
            hand(p, q, "capacity", |route, crew| !carries(q, crew, route))
        }),
        of("another crew than pinned", "pins", |p, q| {
            hand(p, q, "", |route, crew| {
                let mut jobs = visits(route).into_iter().map(|v| named(q, "jobs", &v["job"]));
                jobs.any(|j| j["pin"].get("crew").is_some_and(|c| *c != crew["id"]))
            })
        }),
    ]
}

fn day(route: &Value) -> &str {
    route["date"].as_str().unwrap()
}

/// A route with nothing on it, where there is a crew that is not out and comes home to its start.
fn empty_route(plan: &mut Value, request: &Value) -> bool {
    let Some(mut route) = plan.pointer("/routes/0").cloned() else { return false };
    let fresh = list(&request["problem"]["crews"]).iter().position(|crew| {
        let home = crew.get("start") == crew.get("end") && crew.get("start").is_some();
        home && !list(&plan["routes"]).iter().any(|r| r["crew"] == crew["id"])
    });
    let Some(crew) = fresh.map(|i| &request["problem"]["crews"][i]) else { return false };
    let Some(_) = hours(crew, day(&route), 1, zone(plan)) else { return false };
    route["stops"] = json!([]);
    route["end"] = route["start"].clone();
    route["home"] = json!({"travel": "PT0S", "metres": 0});
    plan["routes"].as_array_mut().unwrap().push(route);
    let last = list(&plan["routes"]).len() - 1;
    let date = day(&plan["routes"][0]).to_owned();
    hand_over(plan, request, last, (crew, &date, 1))
}

/// Hands a route to another crew that is like its own in all but one key, where `breaks_it` says
/// that this breaks the rule in question.
fn hand(
    plan: &mut Value,
    request: &Value,
    except: &str,
    breaks_it: impl Fn(&Value, &Value) -> bool,
) -> bool {
    let crews = list(&request["problem"]["crews"]);
    for (r, route) in list(&plan["routes"]).iter().enumerate() {
        let own = named(request, "crews", &route["crew"]);
        for other in crews.iter().filter(|c| c["id"] != own["id"] && alike(own, c, except)) {
            let fits = [
                except == "skills" || skilled(request, other, route, day(route)),
                except == "capacity" || carries(request, other, route),
            ];
            if !fits.contains(&false) && breaks_it(route, other) {
                let date = day(route).to_owned();
                return hand_over(plan, request, r, (other, &date, 1));
            }
        }
    }
    false
}

/// Whether two crews work alike, whatever their names, people, prices and one more key are.
fn alike(a: &Value, b: &Value, except: &str) -> bool {
    let same = ["start", "end", "shifts", "breaks", "overtime", "max", "capacity"];
    let homes = a.get("start").is_some() && a.get("end").is_some();
    homes && same.iter().filter(|k| **k != except).all(|k| a.get(k) == b.get(k))
}

fn jobs<'a>(request: &'a Value, route: &Value) -> Vec<&'a Value> {
    visits(route).into_iter().map(|v| named(request, "jobs", &v["job"])).collect()
}

fn skilled(request: &Value, crew: &Value, route: &Value, date: &str) -> bool {
    let people = list(&crew["members"]).iter().map(|id| named(request, "people", id));
    let held: Vec<&Value> =
        std::iter::once(crew).chain(people).flat_map(|p| list(&p["skills"])).collect();
    let level = |skill: &Value| skill.get("level").map_or(1, |l| l.as_i64().unwrap());
    let valid = |h: &Value| h.get("until").is_none_or(|until| date <= until.as_str().unwrap());
    let holds = |need: &Value| {
        held.iter().any(|h| h["id"] == need["id"] && level(h) >= level(need) && valid(h))
    };
    jobs(request, route).iter().flat_map(|j| list(&j["skills"])).all(holds)
}

fn listed(request: &Value, crew: &Value, route: &Value) -> bool {
    jobs(request, route).iter().all(|job| {
        let crews = &job["crews"];
        let required = crews.get("required").is_none_or(|r| list(r).contains(&crew["id"]));
        required && !list(&crews["excluded"]).contains(&crew["id"])
    })
}

fn carries(request: &Value, crew: &Value, route: &Value) -> bool {
    let Some(capacity) = crew["capacity"].as_object() else { return true };
    capacity.iter().all(|(dimension, most)| {
        let jobs = jobs(request, route);
        let loads = jobs.iter().filter_map(|j| j["load"].get(dimension)?.as_i64());
        loads.sum::<i64>() <= most.as_i64().unwrap()
    })
}

/// Moves a route to its crew's shift of the next day, on which a skill is no longer held.
fn expired(plan: &mut Value, request: &Value) -> bool {
    let zone = zone(plan);
    for r in 0..list(&plan["routes"]).len() {
        let route = &plan["routes"][r];
        let free = jobs(request, route)
            .iter()
            .all(|job| ["startWindows", "finishBy", "pin"].iter().all(|k| job[k].is_null()));
        let next = parse_date(day(route)).unwrap().succ_opt().unwrap().to_string();
        let crew = named(request, "crews", &route["crew"]);
        let (Some(old), Some(new)) = (own_hours(plan, request, route), hours(crew, &next, 1, zone))
        else {
            continue;
        };
        let within = request["problem"]["horizon"]["to"].as_str() >= Some(&next);
        if free && within && !skilled(request, crew, route, &next) {
            push(&mut plan["routes"][r], zone, new.0 - old.0);
            return hand_over(plan, request, r, (crew, &next, 1));
        }
    }
    false
}

fn links() -> Vec<Mutation> {
    vec![
        of("ordered stops swapped", "pins", swapped_order),
        of("an override not asked for", "pins", |p, q| {
            let Some(route) = p.pointer_mut("/routes/0") else { return false };
            let first = visit_places(route)[0];
            let job = named(q, "jobs", &route["stops"][first]["job"]);
            route["stops"][first]["override"] = json!(["skills"]);
            job["pin"]["override"].is_null()
        }),
        of("both sides by one crew", "together", one_crew),
        of("parts in the wrong order", "parts", |p, q| {
            let mut stops: Vec<&mut Value> = p["routes"]
                .as_array_mut()
                .unwrap()
                .iter_mut()
                .flat_map(|r| r["stops"].as_array_mut().unwrap())
                .filter(|s| s.get("job").is_some() && s["visit"].as_u64() <= Some(2))
                .filter(|s| {
                    let job = named(q, "jobs", &s["job"]);
                    let free = ["startWindows", "finishBy", "pin"].iter().all(|k| job[k].is_null());
                    free && job.get("parts").is_some_and(|d| d[0] == d[1])
                })
                .collect();
            let Some(job) = stops.first().map(|s| s["job"].clone()) else { return false };
            for stop in stops.iter_mut().filter(|s| s["job"] == job) {
                stop["visit"] = json!(3 - stop["visit"].as_u64().unwrap());
            }
            true
        }),
    ]
}

/// Swaps the names of two neighbours with an order that are alike in place and duration.
fn swapped_order(plan: &mut Value, request: &Value) -> bool {
    for route in plan["routes"].as_array_mut().unwrap() {
        let places = visit_places(route);
        for pair in places.windows(2) {
            let (a, b) = (route["stops"][pair[0]].clone(), route["stops"][pair[1]].clone());
            let (one, two) = (named(request, "jobs", &a["job"]), named(request, "jobs", &b["job"]));
            let ordered = one["pin"]["order"].as_u64().is_some() && two["pin"]["order"].is_u64();
            let same = ["place", "duration", "skills", "crews"].iter().all(|k| one[k] == two[k]);
            let free = [one, two].iter().all(|j| {
                j["startWindows"].is_null()
                    && (j["finishBy"].is_null() || !j["pin"]["override"].is_null())
            });
            if ordered && same && free {
                for (at, with) in [(pair[0], &b), (pair[1], &a)] {
                    route["stops"][at]["job"] = with["job"].clone();
                    route["stops"][at]["override"] =
                        with.get("override").cloned().unwrap_or(json!([]));
                }
                return true;
            }
        }
    }
    false
}

/// Moves the second side of a job done together to another shift of the crew of its first side.
fn one_crew(plan: &mut Value, request: &Value) -> bool {
    let zone = zone(plan);
    let routes = list(&plan["routes"]).iter().enumerate();
    let sides = routes.flat_map(|(r, route)| visits(route).into_iter().map(move |v| (r, v)));
    let sides: Vec<_> = sides
        .filter(|(_, v)| named(request, "jobs", &v["job"])["together"] == 2)
        .map(|(r, v)| (r, v["job"].clone(), v["visit"].clone()))
        .collect();
    for (r, job, _) in sides.iter().filter(|s| s.2 == 2) {
        let Some((first, ..)) = sides.iter().find(|s| s.1 == *job && s.2 == 1) else { continue };
        let (one, two) = (&plan["routes"][*first], &plan["routes"][*r]);
        let crew = named(request, "crews", &one["crew"]);
        let other = named(request, "crews", &two["crew"]);
        let date = day(one).to_owned();
        let (Some(old), Some(new)) = (own_hours(plan, request, two), hours(crew, &date, 2, zone))
        else {
            continue;
        };
        let still = at(&two["end"]) - old.0 + new.0 <= new.1;
        if alike(crew, other, "") && breaks(two).is_empty() && still {
            push(&mut plan["routes"][*r], zone, new.0 - old.0);
            return hand_over(plan, request, *r, (crew, &date, 2));
        }
    }
    false
}
