//! `policy`: prices that hold for all jobs.

use super::case::{Policy, Priority, ValueFirst};
use crate::fault::Faults;
use crate::rules::MONEY_MAX;
use crate::wire::node::Node;
use crate::wire::plan::Assumed;
use crate::wire::reader::{Obj, int_of, wrong_type};
use serde_json::json;

const PRESETS: [&str; 3] = ["balanced", "customer-first", "lowest-cost"];
/// The contract's table: `latePerHour`, `promiseBroken`, `notPreferred` of each preset.
const PRICES: [[i64; 3]; 3] = [[5000, 10_000, 1000], [20_000, 50_000, 1000], [1000, 2000, 0]];

/// Reads `policy`; a given price beats the preset's.
pub fn read(node: &Node, assumed: &mut Vec<Assumed>, faults: &mut Faults) -> Policy {
    let mut policy = of_preset(0);
    let Some(mut o) = Obj::open(node, "/policy", faults) else { return policy };
    let preset = o.choice("preset", &PRESETS, faults);
    if o.get("preset").is_none() {
        assumed.push(Assumed { pointer: o.at("preset"), value: json!(PRESETS[0]) });
    }
    policy = of_preset(preset.unwrap_or(0));
    if let Some(mut prices) = o.object("prices", faults) {
        for (key, price) in [
            ("latePerHour", &mut policy.late_per_hour),
            ("worstLatePerHour", &mut policy.worst_late_per_hour),
            ("unfairPerHour", &mut policy.unfair_per_hour),
            ("promiseBroken", &mut policy.promise_broken),
            ("notPreferred", &mut policy.not_preferred),
        ] {
            *price = prices.int(key, 0, MONEY_MAX, faults).unwrap_or(*price);
        }
        if let Some(mut unassigned) = prices.object("unassigned", faults) {
            for (i, name) in Priority::NAMES.into_iter().enumerate() {
                policy.unassigned[i] = unassigned.int(name, 0, MONEY_MAX, faults);
            }
            unassigned.close(faults);
        }
        prices.close(faults);
    }
    policy.value_first = value_first(&mut o, faults);
    if let Some(mut fairness) = o.object("fairness", faults) {
        let measure = fairness.choice("measure", &["BUSY", "WORK"], faults);
        policy.fair_drive = measure != Some(1);
        fairness.close(faults);
    }
    o.close(faults);
    policy
}

fn of_preset(which: usize) -> Policy {
    let [late_per_hour, promise_broken, not_preferred] = PRICES[which];
    Policy {
        late_per_hour,
        worst_late_per_hour: 0,
        unfair_per_hour: 0,
        fair_drive: true,
        promise_broken,
        not_preferred,
        unassigned: [None; 4],
        value_first: None,
    }
}

fn value_first(o: &mut Obj, faults: &mut Faults) -> Option<ValueFirst> {
    let at = o.at("valueFirst");
    match o.get("valueFirst")? {
        Node::Bool(true) => Some(ValueFirst::Computed),
        node @ Node::Int(_) => int_of(node, &at, 1, MONEY_MAX, faults).map(ValueFirst::Price),
        other => {
            wrong_type(other, &at, "an integer of 1 or more, or true", faults);
            None
        }
    }
}
