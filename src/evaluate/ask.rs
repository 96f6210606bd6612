//! What is asked: a whole plan made by hand, or one change to a plan.

use crate::fault::{Fault, Severity};
use crate::wire::reader::escape;
use serde::{Deserialize, Serialize};
use serde_path_to_error::Segment;
use utoipa::ToSchema;

/// A plan made by hand, one change to a plan, or both: the change is then made to the routes given.
/// With neither, the base plan itself is evaluated.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct Ask {
    /// The whole plan: every shift in use with its visits in order. What is not named is left out.
    /// Absent: the base plan, and where there is none, a plan that serves nothing.
    pub routes: Option<Vec<HandRoute>>,
    /// One job moved, put in or taken out.
    pub change: Option<Change>,
    /// Whether to find out why each job is left out. That is a search, so it may take longer than
    /// everything else. Without it those jobs have the verdict `UNKNOWN`.
    pub reasons: bool,
}

/// One shift and what is done on it, in order. Times are worked out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct HandRoute {
    /// Shift id, `CREW/DATE` or `CREW/DATE#2`.
    pub shift: String,
    /// The visits in the order in which they are made.
    pub visits: Vec<HandVisit>,
}

/// A job that has one visit by its id, or any visit by job and number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum HandVisit {
    /// The id of a job of one visit.
    Job(String),
    /// One visit of a job.
    Visit(VisitName),
}

/// One visit of a job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct VisitName {
    /// Job id.
    pub job: String,
    /// Which visit of the job, from 1.
    pub visit: u32,
}

/// Moves a job to a crew, or takes it out of the plan.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Change {
    /// Job id.
    pub job: String,
    /// Which visit of the job, from 1. Needed to move a job of several visits, which is done one
    /// visit at a time; without it such a job can only be taken out whole.
    #[serde(default)]
    pub visit: Option<u32>,
    /// Crew id. With neither `crew` nor `shift` the job is taken out of the plan.
    #[serde(default)]
    pub crew: Option<String>,
    /// Local date of the crew's shift, `YYYY-MM-DD`.
    #[serde(default)]
    pub date: Option<String>,
    /// Shift id, instead of `crew` and `date`. Where only `crew` is given, or it has two shifts on
    /// the date, the shift meant is the one that `after` is on, else the one the job is on, else
    /// the only one, else the only one on the job's present date.
    #[serde(default)]
    pub shift: Option<String>,
    /// The job after which it is done, on that shift. Null or absent: first.
    #[serde(default)]
    pub after: Option<String>,
}

/// Reads an ask; unknown keys and wrong types are faults.
pub fn parse_ask(text: &[u8]) -> Result<Ask, Box<Fault>> {
    let mut json = serde_json::Deserializer::from_slice(text);
    let ask = serde_path_to_error::deserialize::<_, Ask>(&mut json).map_err(|error| {
        let mut at = String::new();
        for segment in error.path().iter() {
            match segment {
                Segment::Seq { index } => at.push_str(&format!("/{index}")),
                Segment::Map { key } => at.push_str(&format!("/{}", escape(key))),
                Segment::Enum { .. } | Segment::Unknown => {}
            }
        }
        bad(at, &error.inner().to_string())
    })?;
    json.end().map_err(|error| bad(String::new(), &error.to_string()))?;
    Ok(ask)
}

fn bad(pointer: String, message: &str) -> Box<Fault> {
    let message = match message.contains("untagged enum HandVisit") {
        true => "a visit is a job id, or an object of `job` and `visit`",
        false => message,
    };
    Box::new(Fault {
        code: "BAD_ASK".into(),
        pointer,
        value: String::new(),
        message: message.trim_end_matches('.').to_owned(),
        hint: "send `routes`, or a `change` with `job`, `crew` and `after`".into(),
        severity: Severity::Fault,
    })
}
