//! The asking: one request at a time, each within its limits.

use super::answer::{self, Answer};
use super::blocks::Block;
use super::error::OsrmError;
use super::spots::Spots;
use super::{Address, Limits};
use std::io::ErrorKind;
use std::ops::Range;
use std::thread;
use ureq::{Agent, Error};

pub struct Client<'a> {
    agent: Agent,
    address: &'a Address,
    limits: &'a Limits,
    /// What is asked for: without distances where the server has said that it gives none.
    annotations: &'static str,
}

impl<'a> Client<'a> {
    pub fn new(address: &'a Address, limits: &'a Limits) -> Client<'a> {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            // A redirection would carry the customers' coordinates to a server nobody named.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .timeout_connect(Some(limits.connect))
            .timeout_global(Some(limits.call))
            .build();
        Client { agent: config.into(), address, limits, annotations: "duration,distance" }
    }

    pub fn ask(&mut self, spots: &Spots, block: &Block) -> Result<Answer, OsrmError> {
        match self.ask_once(spots, block) {
            Err(OsrmError::Said { code, .. })
                if code == "NotImplemented" && self.annotations != "duration" =>
            {
                self.annotations = "duration";
                self.ask_once(spots, block)
            }
            other => other,
        }
    }

    fn ask_once(&self, spots: &Spots, block: &Block) -> Result<Answer, OsrmError> {
        let (status, body) = self.get(&self.question(spots, block))?;
        let answer = answer::read(&self.address.to_string(), status, &body, block);
        answer.map_err(|error| named(error, spots, block))
    }

    /// Origins, then destinations; a square block names its points once, and all are both.
    fn question(&self, spots: &Spots, block: &Block) -> String {
        let mut url = format!("{}/", self.address.base());
        spots.write(block.from.clone(), &mut url);
        let (height, width) = (block.from.len(), block.to.len());
        let mut columns = 0..width;
        if !block.is_square() {
            url.push(';');
            spots.write(block.to.clone(), &mut url);
            columns = height..height + width;
        }
        let (sources, destinations) = (numbers(0..height), numbers(columns));
        let annotations = self.annotations;
        url + &format!("?sources={sources}&destinations={destinations}&annotations={annotations}")
    }

    fn get(&self, url: &str) -> Result<(u16, Vec<u8>), OsrmError> {
        let mut retries = self.limits.retries;
        loop {
            match self.get_once(url) {
                Err(error) if retries > 0 && error.may_pass() => {
                    retries -= 1;
                    thread::sleep(self.limits.pause);
                }
                other => return other,
            }
        }
    }

    fn get_once(&self, url: &str) -> Result<(u16, Vec<u8>), OsrmError> {
        let failed = |error: Error| self.failed(error);
        let mut response = self.agent.get(url).call().map_err(failed)?;
        let status = response.status().as_u16();
        if status >= 500 {
            return Err(OsrmError::Status { address: self.address.to_string(), status });
        }
        let body = response.body_mut().with_config().limit(self.limits.body);
        Ok((status, body.read_to_vec().map_err(failed)?))
    }

    fn failed(&self, error: Error) -> OsrmError {
        let address = self.address.to_string();
        let lost = |why: String| OsrmError::Lost { address: address.clone(), why };
        match error {
            Error::Timeout(ureq::Timeout::Connect) => {
                lost(format!("no connection within {} s", self.limits.connect.as_secs_f64()))
            }
            Error::Timeout(_) => {
                OsrmError::Slow { address, seconds: self.limits.call.as_secs_f64() }
            }
            Error::BodyExceedsLimit(bytes) => OsrmError::TooLong { address, bytes },
            Error::HostNotFound => lost("no machine has this name".to_owned()),
            Error::Io(error) if error.kind() == ErrorKind::UnexpectedEof => {
                lost("the connection breaks off".to_owned())
            }
            Error::Io(error) => lost(error.to_string().to_lowercase()),
            other => OsrmError::NoHttp { address, why: other.to_string().to_lowercase() },
        }
    }
}

fn numbers(range: Range<usize>) -> String {
    let texts: Vec<String> = range.map(|k| k.to_string()).collect();
    texts.join(";")
}

/// OSRM speaks of a coordinate by its position in the request: that is the place to name.
fn named(error: OsrmError, spots: &Spots, block: &Block) -> OsrmError {
    match error {
        OsrmError::Said { code, message, .. } if code == "NoSegment" => {
            let position = message.rsplit(' ').next().and_then(|word| word.parse::<usize>().ok());
            let mut asked = block.from.clone().chain(block.to.clone());
            let place = position.and_then(|k| asked.nth(k)).map(|k| spots.name(k).to_owned());
            OsrmError::Said { code, message, place }
        }
        other => other,
    }
}
