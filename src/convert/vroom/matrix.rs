//! The travel matrices of the one profile that the vehicles share.

use super::super::fields::{self, Fields};
use super::super::problem::Problems;
use super::vehicle::Vehicle;

pub struct Matrix {
    pub durations: Vec<Vec<i64>>,
    pub metres: Option<Vec<Vec<i64>>>,
}

impl Matrix {
    pub fn read(top: &Fields, vehicles: &[Vehicle], problems: &mut Problems) -> Option<Self> {
        let profile = shared_profile(vehicles, problems)?;
        let all = Fields::new(top.get("matrices")?, "/matrices", problems)?;
        let Some(own) = all.get(profile) else {
            let found = all.entries().map(|(key, _)| key.as_str()).collect::<Vec<_>>().join(", ");
            let hint =
                format!("add the matrices of {profile}, or name their profile in the vehicles");
            problems.pointer("/matrices", found, "the vehicles' profile is missing", &hint);
            return None;
        };
        let own = Fields::new(own, &all.at(profile), problems)?;
        own.only(&["durations", "distances", "costs"], problems);
        super::refuse(&own, "costs", "prices of single legs", problems);
        let durations = own.need("durations", problems)?;
        let durations = fields::matrix(durations, &own.at("durations"), None, problems)?;
        let metres = match own.get("distances") {
            None => None,
            Some(given) => {
                let size = Some(durations.len());
                Some(fields::matrix(given, &own.at("distances"), size, problems)?)
            }
        };
        Some(Self { durations, metres })
    }
}

/// A request has one travel matrix for all crews.
fn shared_profile<'a>(vehicles: &'a [Vehicle], problems: &mut Problems) -> Option<&'a str> {
    let first = vehicles.first()?;
    for other in vehicles.iter().filter(|other| other.profile != first.profile) {
        let message = "vehicles with different profiles cannot be said in a request";
        let hint = format!("plan them apart, or use {} for all", first.profile);
        let at = format!("{}/profile", other.at);
        problems.pointer(&at, other.profile.as_str(), message, &hint);
    }
    Some(&first.profile)
}
