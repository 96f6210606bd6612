//! Names of files that any id can have, on any system.

use super::uid;

/// The longest part of an id that a name repeats.
const SHOWN: usize = 40;
/// Digits that tell apart what a name cannot show.
const DIGITS: usize = 8;

/// `crew-install-1` for what is plain; else the readable part and digits of a hash, as a name
/// depends on nothing but its id. Capitals are not plain: some systems take `A` and `a` for one.
pub fn of(kind: &str, id: &str) -> String {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_-".contains(c);
    if id.chars().all(plain) && (1..=SHOWN).contains(&id.len()) {
        return format!("{kind}-{id}");
    }
    let readable = |c: char| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' };
    let shown: String = id.chars().take(SHOWN).map(readable).collect();
    format!("{kind}-{}.{}", shown.trim_matches('-'), uid::digits(&[id], DIGITS))
}

#[cfg(test)]
mod tests {
    use super::*;

    // If this fails, an id writes outside its folder, or two crews share one file.
    #[test]
    fn names_stay_in_their_folder_and_apart() {
        assert_eq!(of("crew", "install-1"), "crew-install-1");
        let long = "x".repeat(300);
        let odd = ["", "..", "../x", "/x", "a/b", "a\\b", "a b", "A", "a.", "a\n", "é", "è", &long];
        let mut names: Vec<String> = odd.iter().map(|id| of("crew", id).to_lowercase()).collect();
        for name in &names {
            let safe = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
            assert!(name.chars().all(safe) && !name.contains("..") && name.len() < 60, "{name}");
        }
        names.sort();
        names.dedup();
        assert_eq!(names.len(), odd.len());
    }
}
