//! The known name nearest to a mistyped one.

/// None where even the nearest is a different word rather than a slip.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name: Vec<char> = name.to_lowercase().chars().take(64).collect();
    let (distance, best) = known
        .into_iter()
        .map(|candidate| (distance(&name, &candidate.to_lowercase()), candidate))
        .min_by_key(|(distance, _)| *distance)?;
    (distance <= (name.len() / 3).max(2)).then_some(best)
}

/// The hint for a name that nobody knows.
pub fn hint<'a>(name: &str, known: impl IntoIterator<Item = &'a str>, otherwise: &str) -> String {
    match nearest(name, known) {
        Some(best) => format!("did you mean `{best}`"),
        None => otherwise.to_string(),
    }
}

/// Insertions, deletions and replacements between the two (Levenshtein), one row at a time.
fn distance(from: &[char], to: &str) -> usize {
    let mut row: Vec<usize> = (0..=from.len()).collect();
    for (i, want) in to.chars().enumerate() {
        let mut next = vec![i + 1];
        for ((have, pair), above) in from.iter().zip(row.windows(2)).zip(1..) {
            let [diagonal, up] = pair else { continue };
            let left = next.get(above - 1).copied().unwrap_or(usize::MAX - 1);
            let swap = diagonal + usize::from(*have != want);
            next.push(swap.min(up + 1).min(left + 1));
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}
