//! Names of events that stay the same from plan to plan.
//!
//! A calendar that is imported again finds its events by UID. So a UID is made from what is visited
//! and never from when, by whom or in which plan: a job that moves keeps its event.

use sha2::{Digest, Sha256};

/// A UUID of the parts, which are told apart by their lengths.
pub fn of(parts: &[&str]) -> String {
    let digest = digest(parts);
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid().to_string()
}

/// So many hexadecimal digits of the parts' hash.
pub fn digits(parts: &[&str], most: usize) -> String {
    let hex = digest(parts).into_iter().map(|byte| format!("{byte:02x}"));
    hex.collect::<String>().chars().take(most).collect()
}

fn digest(parts: &[&str]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    // If this fails, a new release doubles every event that an old one has written.
    #[test]
    fn a_uid_is_for_ever() {
        assert_eq!(of(&["visit", "", "J-1", "1"]), "69591f34-7574-8ebf-9ba8-189aa74a2e64");
        assert_ne!(of(&["visit", "", "J-1", "1"]), of(&["visit", "J", "-1", "1"]));
    }
}
