//! A small reader of iCalendar that shares nothing with the writer. It is strict: what it does not
//! know to be allowed is a panic.

use chrono::{DateTime, NaiveDateTime};

#[derive(Debug, Default)]
pub struct Component {
    pub name: String,
    pub lines: Vec<Line>,
    pub inner: Vec<Component>,
}

#[derive(Debug)]
pub struct Line {
    pub name: String,
    /// `TZID=Europe/Paris`, or empty.
    pub parameter: String,
    pub value: String,
}

impl Component {
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Component> {
        self.inner.iter().filter(move |inner| inner.name == name)
    }

    pub fn line(&self, name: &str) -> Option<&Line> {
        let mut found = self.lines.iter().filter(|line| line.name == name);
        let first = found.next();
        assert!(found.next().is_none(), "{name} stands twice in {self:?}");
        first
    }

    pub fn value(&self, name: &str) -> &str {
        &self.line(name).unwrap_or_else(|| panic!("no {name} in {self:?}")).value
    }

    /// A value of text, as people read it.
    pub fn text(&self, name: &str) -> String {
        let (mut out, mut signs) = (String::new(), self.value(name).chars());
        while let Some(sign) = signs.next() {
            match sign {
                '\\' => match signs.next().expect("something is escaped") {
                    'n' | 'N' => out.push('\n'),
                    other if "\\;,".contains(other) => out.push(other),
                    other => panic!("\\{other} is no escape"),
                },
                ';' | ',' => panic!("{sign} is not escaped in {}", self.value(name)),
                other => out.push(other),
            }
        }
        out
    }

    /// Seconds since the epoch; of local times by the calendar's own block.
    pub fn instant(&self, name: &str, calendar: &Component) -> i64 {
        let line = self.line(name).expect("a time");
        if let Some(utc) = line.value.strip_suffix('Z') {
            assert_eq!(line.parameter, "");
            return naive(utc);
        }
        let zone = line.parameter.strip_prefix("TZID=").expect("a local time has a zone");
        let mut blocks = calendar.all("VTIMEZONE").filter(|block| block.value("TZID") == zone);
        let block = blocks.next().expect("the zone is explained");
        let mut rules: Vec<(i64, i64)> = block.inner.iter().map(rule).collect();
        rules.sort_unstable();
        let local = naive(&line.value);
        let meant = rules.iter().enumerate().map(|(k, (begins, ahead))| {
            let ends = rules.get(k + 1).map_or(i64::MAX, |next| next.0);
            let at = local - ahead;
            (at >= *begins && at < ends).then_some(at)
        });
        meant.flatten().min().expect("the block holds at that time")
    }
}

/// When an observance begins, and its seconds ahead of UTC.
fn rule(part: &Component) -> (i64, i64) {
    assert!(["STANDARD", "DAYLIGHT"].contains(&part.name.as_str()));
    let seconds = |name: &str| {
        let text = part.value(name);
        assert!(text.len() == 5 && text != "-0000", "{text}");
        let number: i64 = text[1..].parse().expect("an offset");
        let size = number / 100 * 3600 + number % 100 * 60;
        if text.starts_with('-') { -size } else { size }
    };
    let begins = naive(part.value("DTSTART")) - seconds("TZOFFSETFROM");
    (begins, seconds("TZOFFSETTO"))
}

fn naive(text: &str) -> i64 {
    assert_eq!(text.len(), 15, "{text}");
    let time = NaiveDateTime::parse_from_str(text, "%Y%m%dT%H%M%S");
    time.unwrap_or_else(|e| panic!("{text}: {e}")).and_utc().timestamp()
}

pub fn seconds(time: &str) -> i64 {
    DateTime::parse_from_rfc3339(time).expect("a time of a plan").timestamp()
}

/// The calendar of a file, and what holds of every calendar.
pub fn read(text: &str) -> Component {
    let mut open = vec![Component::default()];
    for line in unfold(text) {
        let (head, value) = line.split_once(':').expect("a line has a value");
        let (name, parameter) = head.split_once(';').unwrap_or((head, ""));
        assert!(name.chars().all(|c| c.is_ascii_uppercase() || c == '-'), "{line}");
        match name {
            "BEGIN" => open.push(Component { name: value.to_owned(), ..Component::default() }),
            "END" => {
                let done = open.pop().expect("something is open");
                assert_eq!(done.name, value);
                open.last_mut().expect("END after BEGIN").inner.push(done);
            }
            _ => open.last_mut().expect("something is open").lines.push(Line {
                name: name.to_owned(),
                parameter: parameter.to_owned(),
                value: value.to_owned(),
            }),
        }
    }
    assert_eq!(open.len(), 1, "everything is closed");
    let mut whole = open.remove(0);
    assert!(whole.inner.len() == 1 && whole.lines.is_empty());
    let calendar = whole.inner.remove(0);
    check(&calendar);
    calendar
}

fn unfold(text: &str) -> Vec<String> {
    let body = text.strip_suffix("\r\n").expect("the last line ends");
    let mut lines: Vec<String> = Vec::new();
    for line in body.split("\r\n") {
        assert!(line.len() <= 75, "{} octets: {line}", line.len());
        assert!(!line.contains(|c: char| c.is_control()), "{line:?}");
        match line.strip_prefix(' ') {
            Some(more) => lines.last_mut().expect("a line to go on with").push_str(more),
            None => lines.push(line.to_owned()),
        }
    }
    lines
}

fn check(calendar: &Component) {
    assert_eq!(calendar.name, "VCALENDAR");
    assert_eq!(calendar.value("VERSION"), "2.0");
    assert_eq!(calendar.value("CALSCALE"), "GREGORIAN");
    assert_eq!(calendar.value("METHOD"), "PUBLISH");
    assert!(calendar.value("PRODID").starts_with("-//"));
    assert!(calendar.inner.iter().all(|c| ["VTIMEZONE", "VEVENT"].contains(&c.name.as_str())));
    let mut uids: Vec<&str> = calendar.all("VEVENT").map(|event| event.value("UID")).collect();
    let events = uids.len();
    uids.sort_unstable();
    uids.dedup();
    assert_eq!(uids.len(), events, "no two events are one");
    for event in calendar.all("VEVENT") {
        assert!(event.line("DTSTAMP").is_some_and(|line| line.value.ends_with('Z')));
        assert!(event.value("SEQUENCE").parse::<i32>().is_ok_and(|n| n >= 0));
        let (from, to) = (event.instant("DTSTART", calendar), event.instant("DTEND", calendar));
        assert!(from < to, "{event:?}");
        event.text("SUMMARY");
        assert!(!event.text("DESCRIPTION").is_empty());
        if event.line("LOCATION").is_some() {
            event.text("LOCATION");
        }
    }
}
