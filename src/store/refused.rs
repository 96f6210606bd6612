//! A defect of ours becomes a test case: the request, the plan and what was wrong with it are kept.

use super::disk;
use crate::intake::canonical::hex;
use crate::intake::case::Case;
use crate::wire::plan::Plan;
use crate::words::clean;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// Writes `callboard-refused-HASH/` into the folder, and says where it is or why it is not.
pub fn keep(folder: &Path, request: &[u8], case: &Case, plan: Option<&Plan>, why: &str) -> String {
    let hash = hex(&Sha256::digest(request));
    let folder = folder.join(format!("callboard-refused-{}", &hash[..12]));
    match write_all(&folder, request, case, plan, why) {
        Ok(()) => {
            let folder = clean(&folder.display().to_string());
            format!("request, plan and seed are kept in {folder}; please report them as a defect")
        }
        Err(error) => format!("the test case could not be kept: {error}"),
    }
}

fn write_all(
    folder: &PathBuf,
    request: &[u8],
    case: &Case,
    plan: Option<&Plan>,
    why: &str,
) -> Result<(), String> {
    let reason = |e: std::io::Error| e.to_string().to_lowercase();
    std::fs::create_dir_all(folder).map_err(reason)?;
    let run = &case.run;
    let budget = match run.work {
        Some(work) => format!("--work {work}"),
        None => format!("--seconds {}", run.budget as f64 / 1000.0),
    };
    let replay = plan.map_or(budget.clone(), |p| format!("--work {}", p.work));
    let version = env!("CARGO_PKG_VERSION");
    let (seed, lanes) = (run.seed, run.lanes);
    let note = format!(
        "callboard {version}, run with {budget}; repeat it with\n\
         callboard plan request.json --seed {seed} --lanes {lanes} {replay}\n\n{why}\n"
    );
    let put = |name: &str, bytes: &[u8]| disk::replace(&folder.join(name), bytes).map_err(reason);
    put("request.json", request)?;
    put("why.txt", note.as_bytes())?;
    plan.map_or(Ok(()), |plan| put("plan.json", &plan.text()))
}

#[cfg(test)]
mod tests {
    use super::*;

    // If this fails, a plan that our own verifier refused is lost before anybody can look at it.
    #[test]
    fn a_refused_plan_is_kept_with_its_seed() {
        let request = br#"{"run":{"seed":7,"work":100},"problem":{"crews":[{"id":"a",
            "start":{"lat":1.0,"lon":1.0}}],"jobs":[]}}"#;
        let case = crate::intake::admit(request).expect("a good request");
        let folder = std::env::temp_dir().join(format!("callboard-kept-{}", std::process::id()));
        let said = keep(&folder, request, &case, None, "score: cost is 1, not 2");
        assert!(said.contains("callboard-refused-"), "{said}");
        let kept = std::fs::read_dir(&folder).unwrap().next().unwrap().unwrap().path();
        assert_eq!(std::fs::read(kept.join("request.json")).unwrap(), request);
        let note = std::fs::read_to_string(kept.join("why.txt")).unwrap();
        assert!(note.contains("--seed 7") && note.contains("cost is 1, not 2"), "{note}");
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
