//! The hashes that tie a plan to its travel snapshot and to itself.

use crate::ids::PlaceId;
use crate::intake::case::Case;
use crate::travel::Travel;
use crate::wire::plan::Plan;
use serde::Serialize;
use serde::ser::{SerializeSeq, Serializer};
use sha2::{Digest, Sha256};

/// `planHash`: SHA-256 over the compact JSON of `{"routes":..,"unassigned":..,"cost":..}` with every
/// key in the contract's order. No clock reading of the solver is in it.
pub fn plan_hash(plan: &Plan) -> String {
    #[derive(Serialize)]
    struct Core<'a> {
        routes: &'a [crate::wire::plan::Route],
        unassigned: &'a [crate::wire::plan::Unassigned],
        cost: i64,
    }
    of(&Core { routes: &plan.routes, unassigned: &plan.unassigned, cost: plan.cost })
}

/// The travel snapshot as it is written to a file: `{"source","places","millis","metres"}`.
#[derive(Serialize)]
pub struct Snapshot<'a> {
    source: crate::wire::plan::TravelSource,
    places: Vec<&'a str>,
    millis: Rows<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    metres: Option<Rows<'a>>,
}

impl<'a> Snapshot<'a> {
    pub fn of(case: &'a Case, travel: &'a Travel) -> Snapshot<'a> {
        Snapshot {
            source: travel.source,
            places: case.places.iter().map(|p| p.id.as_str()).collect(),
            millis: Rows { travel, value: Travel::millis },
            metres: travel.has_metres.then_some(Rows { travel, value: Travel::metres }),
        }
    }
}

/// `travelHash`: SHA-256 over the compact JSON of the snapshot. Taken once per snapshot, because
/// every better plan of a run passes the verifier.
pub fn travel_hash(case: &Case, travel: &Travel) -> String {
    travel.hash_once(|| of(&Snapshot::of(case, travel))).to_owned()
}

/// A matrix written row by row: one of 5,000 places must not be copied to be hashed.
struct Rows<'a> {
    travel: &'a Travel,
    value: fn(&Travel, PlaceId, PlaceId) -> i64,
}

struct Row<'a>(&'a Rows<'a>, PlaceId);

impl Serialize for Rows<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut seq = s.serialize_seq(Some(self.travel.size()))?;
        for from in 0..self.travel.size() {
            seq.serialize_element(&Row(self, PlaceId::new(from)))?;
        }
        seq.end()
    }
}

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let Row(rows, from) = self;
        let mut seq = s.serialize_seq(Some(rows.travel.size()))?;
        for to in 0..rows.travel.size() {
            seq.serialize_element(&(rows.value)(rows.travel, *from, PlaceId::new(to)))?;
        }
        seq.end()
    }
}

fn of(value: &impl Serialize) -> String {
    let mut hasher = Sha256::new();
    let mut sink = std::io::BufWriter::with_capacity(1 << 16, &mut hasher);
    // Writing to a hasher cannot fail, and these shapes have only text keys.
    serde_json::to_writer(&mut sink, value).expect("a plan can always be written");
    drop(sink);
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
