//! What hangs on what, as the request says it: a plan alone does not know.

use super::clean;
use serde_json::Value;
use std::collections::HashMap;

/// The most ties of a job that are told.
const MOST: usize = 3;

/// By job, the jobs that come before it, after it, or are to be beside it.
#[derive(Clone, Debug, Default)]
pub struct Ties {
    of: HashMap<String, Vec<String>>,
    /// By job, the first by name of all that hang together with it.
    group: HashMap<String, String>,
}

impl Ties {
    /// Of a request that was planned; of anything else nothing.
    pub fn of(request: &[u8]) -> Ties {
        let mut ties = Ties::default();
        let mut pairs: Vec<(String, String)> = Vec::new();
        let Ok(request) = serde_json::from_slice::<Value>(request) else { return ties };
        for job in request["problem"]["jobs"].as_array().into_iter().flatten() {
            let Some(id) = job["id"].as_str() else { continue };
            let named = |list: &str| -> Vec<String> {
                let entries = job[list].as_array().into_iter().flatten();
                entries.filter_map(|e| Some(e["job"].as_str()?.to_owned())).collect()
            };
            let all = named("after").into_iter().chain(named("with"));
            pairs.extend(all.map(|other| (id.to_owned(), other)));
            for first in named("after") {
                ties.add(id, "after", &first);
                ties.add(&first, "before", id);
            }
            for other in named("with") {
                ties.add(id, "with", &other);
                ties.add(&other, "with", id);
            }
        }
        ties.group = groups(&pairs);
        ties
    }

    /// The name that all jobs share that hang together with this one.
    pub fn group<'a>(&'a self, job: &'a str) -> &'a str {
        self.group.get(job).map_or(job, String::as_str)
    }

    fn add(&mut self, job: &str, word: &str, other: &str) {
        let said = format!("{word} {}", clean(other));
        let own = self.of.entry(job.to_owned()).or_default();
        if !own.contains(&said) {
            own.push(said);
        }
    }

    /// `after J-1`, a few of them.
    pub fn said(&self, job: &str) -> Vec<String> {
        let all = self.of.get(job).map_or(&[][..], Vec::as_slice);
        let mut said: Vec<String> = all.iter().take(MOST).cloned().collect();
        if all.len() > MOST {
            said.push(format!("and {} more", all.len() - MOST));
        }
        said
    }

    /// Whether anything hangs on the job, or it on anything.
    pub fn has(&self, job: &str) -> bool {
        self.of.contains_key(job)
    }
}

/// Of each job the least name that pairs lead to.
fn groups(pairs: &[(String, String)]) -> HashMap<String, String> {
    let mut next: HashMap<&str, Vec<&str>> = HashMap::new();
    for (a, b) in pairs {
        next.entry(a).or_default().push(b);
        next.entry(b).or_default().push(a);
    }
    let mut names: Vec<&str> = next.keys().copied().collect();
    names.sort_unstable();
    let mut group: HashMap<String, String> = HashMap::new();
    for name in names {
        let mut open = vec![name];
        while let Some(job) = open.pop() {
            if group.contains_key(job) {
                continue;
            }
            group.insert(job.to_owned(), name.to_owned());
            open.extend(next.get(job).into_iter().flatten());
        }
    }
    group
}
