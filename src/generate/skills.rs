//! Skills with levels: what crews hold, what jobs ask for, and whether the two can meet.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::draw;
use crate::rng::Rng;

/// Skill and level, at most one level per skill, in a stable order.
pub type Skills = BTreeMap<String, i64>;

/// True if every skill asked for is held at that level or above.
pub fn cover(held: &Skills, asked: &Skills) -> bool {
    asked.iter().all(|(id, level)| held.get(id).is_some_and(|h| h >= level))
}

/// What a crew holds: the best level of any member.
pub fn union<'a>(members: impl IntoIterator<Item = &'a Skills>) -> Skills {
    let mut all = Skills::new();
    for (id, &level) in members.into_iter().flatten() {
        let best = all.entry(id.clone()).or_insert(level);
        *best = level.max(*best);
    }
    all
}

/// `how_many` different skills of the catalogue, each at a level of its own draw.
pub fn draw_skills(
    rng: &mut Rng,
    catalogue: &[&str],
    how_many: usize,
    levels: &[(u32, i64)],
) -> Skills {
    draw::sample(rng, catalogue.len(), how_many)
        .into_iter()
        .map(|k| (catalogue[k].to_owned(), draw::weighted(rng, levels)))
        .collect()
}

/// A requirement that at least one of the crews can meet: drawn again until it does.
pub fn draw_asked(rng: &mut Rng, catalogue: &[&str], crews: &[Skills]) -> Skills {
    /// A small staff may not know two trades of the catalogue together: then anybody will do.
    const TRIES: usize = 1000;
    let how_many = draw::weighted(rng, &[(15, 0), (65, 1), (20, 2)]);
    for _ in 0..TRIES {
        let asked = draw_skills(rng, catalogue, how_many, &[(50, 1), (36, 2), (14, 3)]);
        if crews.iter().any(|held| cover(held, &asked)) {
            return asked;
        }
    }
    Skills::default()
}

pub fn to_json(skills: &Skills) -> Value {
    skills.iter().map(|(id, level)| json!({"id": id, "level": level})).collect()
}

pub fn of(pairs: &[(&str, i64)]) -> Skills {
    pairs.iter().map(|&(id, level)| (id.to_owned(), level)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cover_wants_every_level() {
        // Generated jobs would need skills that nobody holds.
        let crew = union([&of(&[("gas", 1)]), &of(&[("gas", 3), ("electrical", 1)])]);
        assert!(cover(&crew, &of(&[("gas", 3), ("electrical", 1)])));
        assert!(!cover(&crew, &of(&[("electrical", 2)])));
        assert!(!cover(&crew, &of(&[("ducts", 1)])));
        assert!(cover(&crew, &Skills::new()));
    }
}
