//! An OSRM server on a free port of this machine, with a bad character where a test wants one.

use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// A question as the table service reads it.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Path and query.
    pub target: String,
    /// From 0.
    pub number: usize,
    /// Longitude, latitude.
    pub lon_lat: Vec<(f64, f64)>,
    pub sources: Vec<usize>,
    pub destinations: Vec<usize>,
    pub distances: bool,
}

pub enum Reply {
    /// A status and a text of the length it says.
    Text(u16, String),
    /// These bytes, then the end of the connection.
    Bytes(Vec<u8>),
    /// These bytes, then one after the other a pause apart.
    Drip(Vec<u8>, Duration),
    /// These bytes, then the letter `1` for as long as somebody listens.
    Endless(Vec<u8>),
}

pub struct Fake {
    pub url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
    stop: Arc<AtomicBool>,
    port: u16,
    thread: Option<JoinHandle<()>>,
}

impl Fake {
    pub fn start(reply: impl Fn(&Asked) -> Reply + Send + 'static) -> Fake {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("its number").port();
        let (asked, stop) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicBool::new(false)));
        let (log, end) = (Arc::clone(&asked), Arc::clone(&stop));
        let thread = thread::spawn(move || {
            for stream in listener.incoming() {
                if end.load(Ordering::SeqCst) {
                    return;
                }
                let Some((stream, target)) = stream.ok().and_then(head) else { continue };
                let number = log.lock().expect("a log").len();
                let question = read(&target, number);
                log.lock().expect("a log").push(question.clone());
                // The asker may hang up in the middle, as it should on an endless answer.
                send(stream, reply(&question), &end).ok();
            }
        });
        let url = format!("http://127.0.0.1:{port}");
        Fake { url, asked, stop, port, thread: Some(thread) }
    }

    /// A server in good order.
    pub fn good() -> Fake {
        Fake::start(|asked| Reply::Text(200, table(asked).to_string()))
    }

    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().expect("a log").clone()
    }
}

impl Drop for Fake {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        // Wakes the listener up.
        TcpStream::connect(("127.0.0.1", self.port)).ok();
        self.thread.take().map(JoinHandle::join);
    }
}

fn head(mut stream: TcpStream) -> Option<(TcpStream, String)> {
    stream.set_read_timeout(Some(Duration::from_secs(5))).ok()?;
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).ok()?;
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).ok()?;
    let target = head.strip_prefix("GET ")?.split(' ').next()?.to_owned();
    Some((stream, target))
}

fn read(target: &str, number: usize) -> Asked {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let coordinates = path.rsplit('/').next().unwrap_or_default();
    let degree = |text: &str| text.parse::<f64>().expect("a number of degrees");
    let pair = |text: &str| {
        let (lon, lat) = text.split_once(',').expect("two numbers");
        (degree(lon), degree(lat))
    };
    let lon_lat: Vec<(f64, f64)> = coordinates.split(';').map(pair).collect();
    let of = |key: &str| query.split('&').find_map(|part| part.strip_prefix(key));
    let list = |key: &str| -> Vec<usize> {
        let text = of(key).expect("sources and destinations are given");
        text.split(';').map(|k| k.parse().expect("a position")).collect()
    };
    let (sources, destinations) = (list("sources="), list("destinations="));
    let distances = of("annotations=") == Some("duration,distance");
    Asked { target: target.to_owned(), number, lon_lat, sources, destinations, distances }
}

fn send(mut stream: TcpStream, reply: Reply, end: &AtomicBool) -> std::io::Result<()> {
    stream.set_write_timeout(Some(Duration::from_secs(5)))?;
    match reply {
        Reply::Text(status, text) => {
            let length = text.len();
            let head = format!("HTTP/1.1 {status} X\r\nConnection: close\r\n");
            write!(stream, "{head}Content-Length: {length}\r\n\r\n{text}")
        }
        Reply::Bytes(bytes) => stream.write_all(&bytes),
        Reply::Drip(bytes, pause) => {
            stream.write_all(&bytes)?;
            while !end.load(Ordering::SeqCst) {
                thread::sleep(pause);
                stream.write_all(b"1")?;
            }
            Ok(())
        }
        Reply::Endless(bytes) => {
            stream.write_all(&bytes)?;
            loop {
                stream.write_all(&[b'1'; 4096])?;
            }
        }
    }
}

/// Travel time and distance here: north and east differ, and so do the ways there and back.
pub fn way(from: (f64, f64), to: (f64, f64)) -> (f64, f64) {
    let (north, east) = (to.0 - from.0, to.1 - from.1);
    let uphill = if north > 0.0 { 7.3512 } else { 0.0 };
    let seconds = north.abs() * 9_000.3 + east.abs() * 5_000.7 + uphill;
    (seconds, north.abs() * 111_000.0 + east.abs() * 75_000.0)
}

/// The answer of a server in good order. On the diagonal there is some nonsense.
pub fn table(asked: &Asked) -> Value {
    let at = |k: &usize| (asked.lon_lat[*k].1, asked.lon_lat[*k].0);
    let cell = |from: &usize, to: &usize| {
        if at(from) == at(to) { (3.0, 4.0) } else { way(at(from), at(to)) }
    };
    let rows = |pick: fn((f64, f64)) -> f64| -> Value {
        let row = |from| asked.destinations.iter().map(|to| json!(pick(cell(from, to)))).collect();
        asked.sources.iter().map(row).collect::<Vec<Value>>().into()
    };
    let spot = |k: &usize| {
        let (lon, lat) = asked.lon_lat[*k];
        json!({ "hint": "x", "name": "", "location": [lon, lat], "distance": 12.5 })
    };
    let spots = |list: &[usize]| -> Vec<Value> { list.iter().map(spot).collect() };
    let mut answer = json!({
        "code": "Ok",
        "durations": rows(|way| way.0),
        "sources": spots(&asked.sources),
        "destinations": spots(&asked.destinations),
    });
    if asked.distances {
        answer["distances"] = rows(|way| way.1);
    }
    answer
}
