//! The road from a request to a verified plan, and the judge beside it, for all tests.

use callboard::fault::Faults;
use callboard::intake::admit;
use callboard::intake::case::Case;
use callboard::rules::Prices;
use callboard::solve::{Budget, Stop};
use callboard::travel::Travel;
use callboard::wire::plan::Plan;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// A request behind the door.
pub struct Desk {
    pub text: Vec<u8>,
    pub case: Case,
    pub travel: Travel,
    pub prices: Prices,
}

impl Desk {
    pub fn open(request: &Value) -> Desk {
        Desk::read(serde_json::to_vec(request).expect("a value is JSON"))
    }

    pub fn read(text: Vec<u8>) -> Desk {
        let mut case = admit(&text).unwrap_or_else(|f| panic!("the request has faults: {f:#?}"));
        let travel = Travel::of(&case);
        callboard::intake::ways::lay(&mut case, &travel);
        let mut faults = Faults::default();
        let prices = Prices::of(&case, &travel, &mut faults);
        let prices = prices.unwrap_or_else(|| panic!("no prices: {:?}", faults.as_slice()));
        Desk { text, case, travel, prices }
    }

    /// Plans with a budget in moves per lane.
    pub fn plan(&mut self, work: u64) -> Plan {
        self.case.run.work = Some(work);
        let stop = Stop::default();
        let budget = Budget::new(Instant::now(), Duration::from_secs(600), Some(work), &stop);
        let made = callboard::solve::plan(
            &self.case,
            &self.travel,
            &self.prices,
            &budget,
            &mut |_: callboard::solve::Progress| {},
        );
        made.unwrap_or_else(|e| panic!("no plan: {e}")).into_inner()
    }
}

/// What the Python judge says of plans: for each, the rules it finds broken, first one first.
pub fn judge(pairs: &[(&[u8], &Plan)]) -> Vec<Vec<String>> {
    let folder = scratch("judge");
    let mut list = String::new();
    for (i, (request, plan)) in pairs.iter().enumerate() {
        let (r, p) = (folder.join(format!("{i}.r.json")), folder.join(format!("{i}.p.json")));
        std::fs::write(&r, request).expect("the scratch folder is ours");
        std::fs::write(&p, serde_json::to_vec(plan).expect("a plan is JSON")).expect("ours");
        list.push_str(&serde_json::json!([r, p, null]).to_string());
        list.push('\n');
    }
    let file = folder.join("list");
    std::fs::write(&file, list).expect("the scratch folder is ours");
    let judge = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/judge");
    let run = Command::new("python3").arg(judge).arg("--list").arg(&file).output();
    let out = run.expect("python3 is on every machine that builds this");
    let said: Vec<Vec<String>> = String::from_utf8_lossy(&out.stdout)
        .lines()
        .map(|line| {
            let verdict: Value = serde_json::from_str(line).expect("a JSON line a pair");
            let broken = verdict["violations"].as_array().cloned().unwrap_or_default();
            broken.iter().map(|b| format!("{}: {}", b["rule"], b["message"])).collect()
        })
        .collect();
    let noise = String::from_utf8_lossy(&out.stderr);
    assert_eq!(said.len(), pairs.len(), "the judge stopped on the way: {noise}");
    clear(&folder);
    said
}

/// Removes a folder of a test. A worker that was just killed may write a last file meanwhile.
pub fn clear(folder: &Path) {
    let begin = Instant::now();
    while let Err(error) = std::fs::remove_dir_all(folder) {
        if error.kind() == std::io::ErrorKind::NotFound {
            return;
        }
        assert!(begin.elapsed().as_secs() < 30, "{}: {error}", folder.display());
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// A fresh folder of this test.
pub fn scratch(name: &str) -> PathBuf {
    let id = std::thread::current().id();
    let folder =
        std::env::temp_dir().join(format!("callboard-{name}-{}-{id:?}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("the temporary folder can be written");
    folder
}
