//! A disk that fills up under a service, and has room again later.

use crate::desk::scratch;
use crate::http::restart::wait;
use crate::http::schedules::verified;
use crate::http::{Answer, Service, day, id_of};
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

/// A small disk of our own, gone with it.
struct Disk(PathBuf);

impl Disk {
    /// Nothing where nobody may mount one, which is said aloud.
    fn mount(name: &str) -> Option<Disk> {
        let disk = Disk(scratch(name));
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=2m", "callboard-test"]).arg(&disk.0);
        if mount.output().is_ok_and(|done| done.status.success()) {
            return Some(disk);
        }
        eprintln!("no disk can be mounted here: {name} shows nothing");
        None
    }

    fn grow(&self) {
        let mut mount = Command::new("mount");
        mount.args(["-o", "remount,size=64m"]).arg(&self.0);
        assert!(mount.status().expect("mount").success());
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).output();
        let _ = std::fs::remove_dir(&self.0);
    }
}

#[test]
fn a_full_disk_loses_nothing_that_was_accepted() {
    // Would break: a full disk takes the service down, or what it has accepted is gone with it.
    let Some(disk) = Disk::mount("storm-disk") else { return };
    let flags = ["--solvers", "1", "--rate", "0", "--data", disk.0.to_str().expect("UTF-8")];
    let service = Service::start(&flags);
    let body = day(400);
    let post = || service.post_with("/v1/schedules", &body, &[("prefer", "wait=0")]);
    let mut accepted = Vec::new();
    let full: Answer = loop {
        let answer = post();
        if answer.status != 202 {
            break answer;
        }
        accepted.push(id_of(&answer));
        assert!(accepted.len() < 500, "the disk is never full");
    };
    full.expect(503, "store-away");
    service.get("/health/live").expect(200, "");
    for id in &accepted {
        service.get(&format!("/v1/schedules/{id}")).expect(200, "");
    }
    disk.grow();
    let begin = Instant::now();
    while post().status != 202 {
        assert!(begin.elapsed() < Duration::from_secs(20), "it does not find back");
        std::thread::sleep(Duration::from_millis(100));
    }
    for id in &accepted {
        let run = wait(&service, id, "COMPLETED");
        let cut = run["interruptions"].as_u64().unwrap_or(0);
        assert_eq!(run["attempts"].as_u64(), Some(1 + cut), "{run}");
        let plan = service.get(&format!("/v1/schedules/{id}/plan")).expect(200, "").body;
        verified(&service, &body, &plan);
    }
}
