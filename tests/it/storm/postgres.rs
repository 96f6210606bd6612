//! A PostgreSQL of our own, started for a test and gone with it.

use crate::desk::scratch;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Command, Stdio};

pub struct Postgres {
    programs: PathBuf,
    folder: PathBuf,
    port: u16,
}

/// Where distributions put the programs.
fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?.flatten();
    let mut found: Vec<PathBuf> = versions.map(|version| version.path().join("bin")).collect();
    found.retain(|folder| folder.join("initdb").is_file());
    found.sort();
    found.pop()
}

/// The user that the programs run as: they refuse root.
fn user() -> &'static str {
    let known = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    if known.lines().any(|line| line.starts_with("postgres:")) { "postgres" } else { "nobody" }
}

fn is_root() -> bool {
    let told = Command::new("id").arg("-u").output();
    told.is_ok_and(|told| told.stdout.trim_ascii() == b"0")
}

impl Postgres {
    /// A new server; nothing where PostgreSQL is not installed, which is said aloud.
    pub fn start(name: &str) -> Option<Postgres> {
        let Some(programs) = programs() else {
            eprintln!("PostgreSQL is not installed here: {name} shows nothing");
            return None;
        };
        let folder = scratch(name);
        if is_root() {
            let done = Command::new("chown").arg(user()).arg(&folder).status();
            assert!(done.expect("chown").success());
        }
        let free = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = free.local_addr().expect("an address").port();
        drop(free);
        let server = Postgres { programs, folder, port };
        let data = server.data();
        let mut make = server.command("initdb");
        let made = make.arg("-D").arg(&data).args(["-A", "trust", "-U", "it"]).status();
        assert!(made.expect("initdb").success());
        server.up();
        let made = server.command("createdb").args(server.to_it()).arg("callboard").status();
        assert!(made.expect("createdb").success());
        Some(server)
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn to_it(&self) -> [String; 6] {
        ["-h", "127.0.0.1", "-p", &self.port.to_string(), "-U", "it"].map(str::to_owned)
    }

    fn command(&self, program: &str) -> Command {
        let program = self.programs.join(program);
        let mut command = match is_root() {
            true => {
                let mut command = Command::new("runuser");
                command.args(["-u", user(), "--"]).arg(program);
                command
            }
            false => Command::new(program),
        };
        command.current_dir(&self.folder).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    pub fn up(&self) {
        // No socket in the file system: a shell reads these words.
        let at = format!("-p {} -k '' -c listen_addresses=127.0.0.1", self.port);
        let log = self.folder.join("log");
        let mut start = self.command("pg_ctl");
        start.arg("-D").arg(self.data()).arg("-l").arg(log).arg("-o").arg(at).args(["-w", "start"]);
        assert!(start.status().expect("pg_ctl").success());
    }

    /// As if the machine were pulled out of the wall.
    pub fn down(&self) {
        let mut stop = self.command("pg_ctl");
        stop.arg("-D").arg(self.data()).args(["-m", "immediate", "-w", "stop"]);
        // It may be down already.
        stop.status().ok();
    }

    pub fn url(&self) -> String {
        format!("postgres://it@127.0.0.1:{}/callboard", self.port)
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.down();
        std::fs::remove_dir_all(&self.folder).ok();
    }
}
