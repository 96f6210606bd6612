//! Tells webhooks what has happened.

pub mod address;
mod sign;

use super::{Runs, thread};
use crate::store::{Delivery, Stored};
use address::Url;
use serde_json::json;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// How many are told at the same time.
const TELLERS: usize = 8;
/// How often it is looked whether something is to be told.
const IDLE: Duration = Duration::from_millis(500);
/// The pause after the store has failed.
const BROKEN: Duration = Duration::from_secs(2);
/// How long a name may take to be looked up, a receiver to be reached, and to answer.
const NAME: Duration = Duration::from_secs(5);
const CONNECT: Duration = Duration::from_secs(5);
const ANSWER: Duration = Duration::from_secs(10);
/// How long who is being told something is nobody else's: longer than all of it together.
const LEASE: Duration = Duration::from_secs(60);
/// How often it is looked, while nothing comes, whether the service goes down.
const LOOK: Duration = Duration::from_millis(200);
/// The longest head of an answer that is waited for.
const HEAD: usize = 4096;

/// Threads that tell until the service goes down.
pub fn start(runs: &Arc<Runs>) -> Stored<Vec<JoinHandle<()>>> {
    runs.store.forget_tellers()?;
    let tell = |_| {
        let runs = Arc::clone(runs);
        thread("webhooks", move || tell_all(&runs))
    };
    (0..TELLERS).map(tell).collect()
}

fn tell_all(runs: &Runs) {
    while !runs.is_closing() {
        match runs.store.due_delivery(LEASE) {
            Ok(Some(delivery)) => {
                let told = tell(&delivery, runs.private_webhooks, &|| runs.is_closing());
                // Where this is not noted, it is told once more, with the same id.
                if let Err(error) = note(runs, &delivery, &told) {
                    eprintln!("store: {error}");
                }
            }
            Ok(None) => std::thread::sleep(IDLE),
            // Whoever looks after the store has said so.
            Err(_) => std::thread::sleep(BROKEN),
        }
    }
}

/// Notes how an attempt has ended; one that the service's end cut short counts for nothing.
fn note(runs: &Runs, delivery: &Delivery, told: &Result<(), String>) -> Stored<()> {
    if let Err(why) = told {
        if runs.is_closing() {
            return runs.store.return_delivery(delivery);
        }
        let (id, whom, often) = (&delivery.id, &delivery.webhook, delivery.attempts);
        eprintln!("{id} for {whom}, attempt {often}: {why}");
    }
    runs.store.note_delivery(delivery, told)
}

/// One attempt: it is told where the receiver answers with 2xx.
fn tell(delivery: &Delivery, private: bool, closing: &dyn Fn() -> bool) -> Result<(), String> {
    let url = Url::read(&delivery.url).map_err(str::to_owned)?;
    let address = look_up(&url, private)?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let body = body(delivery);
    let id = &delivery.id;
    let signature = sign::sign(&delivery.secret, id, now, &body).ok_or("its secret is damaged")?;
    let head = format!(
        "POST {} HTTP/1.1\r\nhost: {}\r\ncontent-type: application/json\r\n\
         content-length: {}\r\nconnection: close\r\nuser-agent: callboard/{}\r\n\
         webhook-id: {id}\r\nwebhook-timestamp: {now}\r\nwebhook-signature: {signature}\r\n\r\n",
        url.target,
        url.authority,
        body.len(),
        env!("CARGO_PKG_VERSION"),
    );
    let broken = |error: std::io::Error| error.to_string().to_lowercase();
    let mut stream = TcpStream::connect_timeout(&address, CONNECT).map_err(broken)?;
    // A public address can be this machine's own.
    if !private && stream.local_addr().map_err(broken)?.ip() == address.ip() {
        return Err("its address is this machine's, see --webhooks-private".to_owned());
    }
    stream.set_write_timeout(Some(ANSWER)).map_err(broken)?;
    stream.write_all(head.as_bytes()).map_err(broken)?;
    stream.write_all(body.as_bytes()).map_err(broken)?;
    match status(&mut stream, closing).map_err(broken)? {
        Some(200..300) => Ok(()),
        Some(status @ 300..400) => Err(format!("it answered {status}; nobody is followed")),
        Some(status) => Err(format!("it answered {status}")),
        None => Err("it answered in no way that is known".to_owned()),
    }
}

/// The system has no limit for a look-up: a thread of its own hangs in it for as long as it takes.
fn look_up(url: &Url, private: bool) -> Result<SocketAddr, String> {
    let (say, said) = std::sync::mpsc::channel();
    let url = url.clone();
    let asked = move || drop(say.send(url.look_up(private)));
    let asking = std::thread::Builder::new().name("look-up".to_owned()).spawn(asked);
    asking.map_err(|error| format!("its name was not looked up: {error}"))?;
    let late = |_| Err(format!("its name was not found in {} seconds", NAME.as_secs()));
    said.recv_timeout(NAME).unwrap_or_else(late)
}

/// What is told. It is the same in every attempt.
fn body(delivery: &Delivery) -> String {
    let (event, subject, hash) = (&delivery.event, &delivery.subject, &delivery.hash);
    let named = if event.starts_with("run.") { "run" } else { "calendar" };
    let data = json!({ named: subject, "planHash": hash });
    json!({ "type": event, "timestamp": delivery.made_at, "data": data }).to_string()
}

/// The status of an answer. However slowly it comes, it is not waited for any longer; nor where the
/// service goes down.
fn status(stream: &mut TcpStream, closing: &dyn Fn() -> bool) -> std::io::Result<Option<u16>> {
    use std::io::ErrorKind::{Interrupted, TimedOut, WouldBlock};
    let begin = Instant::now();
    let mut head = Vec::new();
    let mut piece = [0; 512];
    while head.len() < HEAD && !head.contains(&b'\n') {
        let left = ANSWER.saturating_sub(begin.elapsed());
        if left.is_zero() || closing() {
            return Err(TimedOut.into());
        }
        stream.set_read_timeout(Some(left.min(LOOK)))?;
        match stream.read(&mut piece) {
            Ok(0) => break,
            Ok(some) => head.extend_from_slice(&piece[..some]),
            Err(none) if [WouldBlock, TimedOut, Interrupted].contains(&none.kind()) => {}
            Err(error) => return Err(error),
        }
    }
    let text = String::from_utf8_lossy(&head);
    let mut words = text.split_whitespace();
    let known = words.next().is_some_and(|word| word.starts_with("HTTP/1."));
    Ok(words.next().filter(|_| known).and_then(|word| word.parse().ok()))
}
