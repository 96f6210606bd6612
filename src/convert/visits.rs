//! A plan as the judges of foreign formats want it: for each crew, its jobs in order, by number.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::fields::{Fields, brief};
use super::nearest;
use super::problem::{ConvertError, Problems};

/// The letters that an importer put before the numbers of its file.
#[derive(Clone, Copy)]
pub struct Letters {
    pub format: &'static str,
    pub crew: char,
    pub job: char,
}

/// Crew number -> job numbers in order; every crew of the request is there. A call at a warehouse
/// is the number after the last job's.
pub type Routes = BTreeMap<u64, Vec<u64>>;

pub fn routes(letters: Letters, request: &Value, plan: &Value) -> Result<Routes, ConvertError> {
    let mut asked = Problems::new("request");
    let crews = ids(request, "crews", letters.crew, letters, &mut asked);
    let jobs = ids(request, "jobs", letters.job, letters, &mut asked);
    let mut problems = Problems::new("plan");
    let call = jobs.values().max().map_or(0, |last| last + 1);
    let mut reader =
        Reader { crews, jobs, call, letters, routes: Routes::new(), served: BTreeSet::new() };
    reader.routes.extend(reader.crews.values().map(|crew| (*crew, Vec::new())));
    match plan.get("routes") {
        Some(Value::Array(list)) => {
            for (k, route) in list.iter().enumerate() {
                reader.route(route, &format!("/routes/{k}"), &mut problems);
            }
        }
        other => {
            let found = other.map(brief).unwrap_or_else(|| "nothing".to_string());
            let hint = "give the plan object of an answer";
            problems.pointer("/routes", found, "a list of routes is expected", hint);
        }
    }
    asked.absorb(problems);
    asked.finish(reader.routes)
}

/// Id -> number for one list of the request.
fn ids(
    request: &Value,
    list: &str,
    letter: char,
    letters: Letters,
    problems: &mut Problems,
) -> BTreeMap<String, u64> {
    let at = format!("/problem/{list}");
    let mut known = BTreeMap::new();
    let Some(Value::Array(items)) = request.pointer(&at) else {
        problems.pointer(&at, list, "a list is expected", "give the request of the plan");
        return known;
    };
    for (k, item) in items.iter().enumerate() {
        let id = item.get("id").and_then(Value::as_str).unwrap_or_default();
        match id.strip_prefix(letter).and_then(|number| number.parse().ok()) {
            Some(number) => drop(known.insert(id.to_string(), number)),
            None => {
                let hint = format!(
                    "export as {} what was imported from it: `{letter}` and a number",
                    letters.format
                );
                let at = format!("{at}/{k}/id");
                problems.pointer(&at, id, "this id does not come from the format", &hint);
            }
        }
    }
    known
}

struct Reader {
    crews: BTreeMap<String, u64>,
    jobs: BTreeMap<String, u64>,
    call: u64,
    letters: Letters,
    routes: Routes,
    served: BTreeSet<u64>,
}

impl Reader {
    fn route(&mut self, route: &Value, at: &str, problems: &mut Problems) {
        let Some(fields) = Fields::new(route, at, problems) else {
            return;
        };
        let stops = fields.list("stops", problems);
        let Some(crew) = self.crew(&fields, problems) else {
            return;
        };
        let mut jobs = Vec::new();
        for (k, stop) in stops.iter().enumerate() {
            jobs.extend(self.stop(stop, &format!("{at}/stops/{k}"), problems));
        }
        let served = self.routes.entry(crew).or_default();
        if !served.is_empty() {
            let message = "this crew has two routes";
            let hint =
                format!("{} plans one day; export one shift for each crew", self.letters.format);
            problems.pointer(at, crew.to_string(), message, &hint);
        }
        served.extend(jobs);
    }

    fn crew(&self, route: &Fields, problems: &mut Problems) -> Option<u64> {
        route.need("crew", problems)?;
        let id = route.text("crew", problems)?;
        let found = self.crews.get(id).copied();
        if found.is_none() {
            let hint = nearest::hint(
                id,
                self.crews.keys().map(String::as_str),
                "export with its own request",
            );
            problems.pointer(&route.at("crew"), id, "the request has no such crew", &hint);
        }
        found
    }

    /// The job of a stop; a break is a stop without one.
    fn stop(&mut self, stop: &Value, at: &str, problems: &mut Problems) -> Option<u64> {
        let fields = Fields::new(stop, at, problems)?;
        if fields.get("break").is_some() && fields.get("job").is_none() {
            return None;
        }
        if fields.get("call").is_some() && fields.get("job").is_none() {
            return Some(self.call);
        }
        fields.need("job", problems)?;
        let id = fields.text("job", problems)?;
        let Some(job) = self.jobs.get(id).copied() else {
            let hint = nearest::hint(
                id,
                self.jobs.keys().map(String::as_str),
                "export with its own request",
            );
            problems.pointer(&fields.at("job"), id, "the request has no such job", &hint);
            return None;
        };
        if !self.served.insert(job) {
            let hint = "keep one of its visits";
            problems.pointer(&fields.at("job"), id, "this job is served twice", hint);
        }
        Some(job)
    }
}
