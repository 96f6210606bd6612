//! What more time would be worth, in sentences.

use super::{clean, day, money};
use crate::wire::plan::{Plan, ShiftPrices};
use std::collections::BTreeSet;

/// Sentences about skills, and about shifts, at the most: the dearest ones.
const SKILLS_MOST: usize = 5;
const SHIFTS_MOST: usize = 3;

/// What the sentences are about; `None` where the plan has no prices.
pub fn title(plan: &Plan) -> Option<String> {
    let prices = plan.prices.as_ref()?;
    let open = i128::from(plan.cost) - i128::from(prices.bound);
    let open = i64::try_from(open.max(0)).unwrap_or(i64::MAX);
    let besides = match open {
        0 => String::new(),
        _ => format!(", besides {} that can be open anyway", money(open, &plan.currency)),
    };
    Some(format!("what one more hour or shift is worth{besides}"))
}

/// The highest prices, the dearest first.
pub fn lines(plan: &Plan) -> Vec<String> {
    let Some(prices) = &plan.prices else { return Vec::new() };
    if prices.shifts.is_empty() {
        return vec!["one more shift like any of these would save nothing".to_owned()];
    }
    let mut lines = skills(prices, &plan.currency);
    lines.extend(shifts(prices, &plan.currency));
    lines
}

fn skills(prices: &ShiftPrices, currency: &str) -> Vec<String> {
    let mut order: Vec<_> = prices.skills.iter().collect();
    order.sort_by_key(|price| std::cmp::Reverse(price.per_hour));
    let line = |price: &&crate::wire::plan::SkillPrice| {
        let (skill, on) = (clean(&price.skill), day(&price.date));
        let worth = money(price.per_hour, currency);
        format!("one more hour of '{skill}' on {on} is worth up to {worth}, in a whole shift")
    };
    order.iter().take(SKILLS_MOST).map(line).collect()
}

/// Shifts of one date with one price are said once.
fn shifts(prices: &ShiftPrices, currency: &str) -> Vec<String> {
    let mut order: Vec<_> = prices.shifts.iter().collect();
    order.sort_by_key(|price| std::cmp::Reverse(price.per_shift));
    let mut said = BTreeSet::new();
    order.retain(|price| said.insert((price.date.as_str(), price.per_shift)));
    let line = |price: &&crate::wire::plan::ShiftPrice| {
        let (crew, on) = (clean(&price.crew), day(&price.date));
        let worth = money(price.per_shift, currency);
        format!("one more shift like that of {crew} on {on} is worth up to {worth}")
    };
    order.iter().take(SHIFTS_MOST).map(line).collect()
}
