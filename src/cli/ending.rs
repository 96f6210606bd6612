//! How a command ends, and the only two ways in which it speaks.

pub use crate::words::count;
use std::io::{self, ErrorKind, Write};
use std::process::ExitCode;

/// The exit code, or why there is none to be proud of.
pub type Outcome = Result<u8, Failure>;

/// What to tell the caller, and the exit code to tell it with.
#[derive(Debug)]
pub struct Failure {
    pub exit: u8,
    pub text: String,
}

impl Failure {
    /// A file failed.
    pub fn failed(text: impl Into<String>) -> Failure {
        Failure { exit: 1, text: text.into() }
    }

    /// The command was used wrongly.
    pub fn usage(text: impl Into<String>) -> Failure {
        Failure { exit: 2, text: text.into() }
    }

    pub fn with_exit(self, exit: u8) -> Failure {
        Failure { exit, ..self }
    }
}

/// Ends the process's story.
pub fn close(outcome: Outcome) -> ExitCode {
    match outcome {
        Ok(code) => ExitCode::from(code),
        Err(failure) => {
            say(&failure.text);
            ExitCode::from(failure.exit)
        }
    }
}

/// A line on stderr. A closed stderr is nobody's fault and has nobody to be told.
pub fn say(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// The command's product on stdout. A reader that went away (`| head`) has what it wanted.
pub fn put(text: impl AsRef<[u8]>) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_ref()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::failed(format!("stdout cannot be written: {}", reason(&error))))
        }
        _ => Ok(()),
    }
}

/// What the system says, in our style.
pub fn reason(error: &io::Error) -> String {
    error.to_string().to_lowercase()
}
