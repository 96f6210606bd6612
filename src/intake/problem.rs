//! `problem`: everything it says, read section by section.

use super::calendar::read_horizon;
use super::case::{Case, Person, Policy, Run, TravelSpec};
use super::crews::Crews;
use super::jobs::{self, JobDraft};
use super::people::People;
use super::places::Places;
use super::shifts::Rota;
use super::work_days::WorkDays;
use super::{limits, resources, start_plan, travel, warehouses};
use crate::fault::Faults;
use crate::rules::ReadCx;
use crate::wire::node::Node;
use crate::wire::plan::Assumed;
use crate::wire::reader::{Obj, nearest};
use chrono::NaiveDate;
use chrono_tz::{TZ_VARIANTS, Tz};
use serde_json::json;
use std::collections::HashSet;

/// A request as read, before anything in it has been compared with anything else.
pub struct Draft {
    /// Without jobs, shifts, default horizon and hash.
    pub case: Case,
    pub jobs: Vec<JobDraft>,
    /// By crew.
    pub rotas: Vec<Rota>,
    /// By resource.
    pub calendars: Vec<resources::Rules>,
    pub horizon: Option<(NaiveDate, NaiveDate)>,
    /// Whether the horizon was given, right or wrong.
    pub horizon_given: bool,
    /// By place: something is wrong with it itself.
    pub faulty_places: Vec<bool>,
    /// By person: the position in the request.
    pub people_index: Vec<usize>,
    /// What of the request could be read well enough to compare jobs with it.
    pub crews_known: bool,
    pub travel_known: bool,
}

/// Reads `problem`.
pub fn read(
    root: &Node,
    run: Run,
    policy: Policy,
    mut assumed: Vec<Assumed>,
    faults: &mut Faults,
) -> Option<Draft> {
    let mut o = Obj::open(root, "/problem", faults)?;
    let zone = read_zone(&mut o, &mut assumed, faults);
    let currency = read_currency(&mut o, faults);
    let (horizon, horizon_given) = read_horizon(&mut o, faults);
    let now = o.instant("now", faults);
    let work_days = WorkDays::read(&mut o, faults);
    let mut places = Places::read(&mut o, faults);
    let mut unused = Vec::new();
    let mut cx = ReadCx { zone, policy: &policy, faults, named: &mut unused };
    let people = People::read(&mut o, &mut places, &mut cx);
    let warehouse = warehouses::read(&mut o, &mut places, cx.faults);
    let (resources, calendars) = resources::read(&mut o, &mut cx);
    let crews = Crews::read(&mut o, &people, &mut places, &mut assumed, &mut cx);
    let (quotas, buffers) = limits::read(&mut o, cx.faults);
    let jobs = jobs::read(&mut o, &mut places, &policy, zone, faults);
    let travel = travel::read(&mut o, &places, &mut assumed, faults);
    let plan = start_plan::read(&mut o, faults);
    o.close(faults);
    let travel_known = travel.is_some();
    let none = NaiveDate::default();
    let case = Case {
        run,
        policy,
        zone,
        currency,
        horizon: horizon.unwrap_or((none, none)),
        now,
        work_days,
        places: places.list,
        travel: travel.unwrap_or(TravelSpec::Straight { speed_milli: 40_000, detour: 1.3 }),
        warehouse,
        resources,
        days: Vec::new(),
        quotas,
        buffers,
        people: people.list,
        crews: crews.list,
        shifts: Vec::new(),
        jobs: Vec::new(),
        own: 0,
        ways: Vec::new(),
        visits: Vec::new(),
        faulty: HashSet::new(),
        set_aside: Vec::new(),
        warnings: Vec::new(),
        assumed,
        plan,
        request_hash: String::new(),
    };
    warn_people(&case, &people.index, faults);
    Some(Draft {
        case,
        jobs,
        rotas: crews.rotas,
        calendars,
        horizon,
        horizon_given,
        faulty_places: places.faulty,
        people_index: people.index,
        crews_known: !crews.partial,
        travel_known,
    })
}

fn read_zone(o: &mut Obj, assumed: &mut Vec<Assumed>, faults: &mut Faults) -> Tz {
    if o.get("timeZone").is_none() {
        assumed.push(Assumed { pointer: o.at("timeZone"), value: json!("UTC") });
    }
    let Some(name) = o.text("timeZone", faults) else { return Tz::UTC };
    if let Ok(zone) = name.parse() {
        return zone;
    }
    let known: Vec<&str> = TZ_VARIANTS.iter().map(|z| z.name()).collect();
    // Whoever knows the city but not the continent is helped by the last word alone.
    let city = |name: &str| name.rsplit('/').next().unwrap_or_default().to_lowercase();
    let by_city = || known.iter().copied().find(|k| city(k) == city(&name).replace(' ', "_"));
    let hint = match nearest(&name, &known).or_else(by_city) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "use an IANA name such as America/Los_Angeles".to_owned(),
    };
    let message = format!("no time zone is called {name}");
    faults.fault("UNKNOWN_TIME_ZONE", &o.at("timeZone"), &name, &message, &hint);
    Tz::UTC
}

fn read_currency(o: &mut Obj, faults: &mut Faults) -> String {
    let Some(text) = o.text("currency", faults) else { return "USD".into() };
    if text.len() != 3 || !text.bytes().all(|b| b.is_ascii_uppercase()) {
        let message = "a currency is three capital letters";
        faults.fault("BAD_CURRENCY", &o.at("currency"), &text, message, "write it like USD");
    }
    text
}

fn warn_people(case: &Case, index: &[usize], faults: &mut Faults) {
    let mut employed = vec![false; case.people.len()];
    case.crews.iter().flat_map(|c| &c.members).for_each(|m| employed[*m] = true);
    let idle = |p: &(usize, &Person)| !employed[p.0];
    for (i, person) in case.people.iter().enumerate().filter(idle) {
        let at = format!("/problem/people/{}", index[i]);
        let message = format!("person {} is in no crew", person.id);
        let hint = "add the person to a crew's members";
        faults.warn("PERSON_IN_NO_CREW", &at, &person.id, &message, hint);
    }
}
