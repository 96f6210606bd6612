//! Reading a tree key by key, so that every fault of a request comes back at once.
//!
//! An [`Obj`] knows its JSON pointer and which keys were asked for; [`Obj::close`] reports the rest
//! as unknown, with the nearest known key as the way out.

use super::node::Node;
use super::text;
use crate::fault::Faults;
use crate::units::{DAY, Millis};
use std::borrow::Cow;
use std::collections::HashSet;

/// One object of the request while it is being read.
pub struct Obj<'a> {
    map: &'a [(String, Node)],
    pub pointer: String,
    asked: Vec<&'static str>,
}

/// Escapes a key for a JSON pointer (RFC 6901).
pub fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

impl<'a> Obj<'a> {
    /// Opens `node` as an object, or says that it is none.
    pub fn open(node: &'a Node, pointer: &str, faults: &mut Faults) -> Option<Obj<'a>> {
        let Node::Map(map) = node else {
            wrong_type(node, pointer, "an object", faults);
            return None;
        };
        // Hashing only pays for what no sane sender writes.
        let mut seen = HashSet::new();
        for (k, (key, _)) in map.iter().enumerate() {
            let known = match map.len() {
                ..=32 => map[..k].iter().any(|(earlier, _)| earlier == key),
                _ => !seen.insert(key),
            };
            if known {
                let at = format!("{pointer}/{}", escape(key));
                let way_out = "keep one of the two";
                faults.fault("DUPLICATE_KEY", &at, key, "this key is given twice", way_out);
            }
        }
        Some(Obj { map, pointer: pointer.to_owned(), asked: Vec::new() })
    }

    /// The pointer of one of the object's keys.
    pub fn at(&self, key: &str) -> String {
        format!("{}/{}", self.pointer, escape(key))
    }

    /// Whether a key is given.
    pub fn has(&self, key: &str) -> bool {
        self.map.iter().any(|(k, _)| k == key)
    }

    /// What stands under a key, in a few words for messages.
    pub fn brief(&self, key: &str) -> String {
        let found = self.map.iter().find(|(k, _)| k == key);
        found.map_or_else(|| "absent".to_owned(), |(_, v)| v.brief())
    }

    /// The raw value of a key, marked as known.
    pub fn get(&mut self, key: &'static str) -> Option<&'a Node> {
        if !self.asked.contains(&key) {
            self.asked.push(key);
        }
        self.map.iter().find(|(k, _)| k == key).map(|(_, v)| v)
    }

    /// All keys with their values, each marked as known by the caller's word: a free-form object.
    pub fn entries(&self) -> &'a [(String, Node)] {
        self.map
    }

    pub fn text(&mut self, key: &'static str, faults: &mut Faults) -> Option<String> {
        let node = self.get(key)?;
        let Node::Text(t) = node else {
            wrong_type(node, &self.at(key), "text", faults);
            return None;
        };
        Some(t.clone())
    }

    /// An id: text of 1 to 200 characters, none of them a control character.
    pub fn id(&mut self, key: &'static str, faults: &mut Faults) -> Option<String> {
        let text = self.text(key, faults)?;
        if valid_id(&text, &self.at(key), faults) { Some(text) } else { None }
    }

    /// Like [`Obj::id`], and its absence is a fault.
    pub fn needed_id(&mut self, key: &'static str, faults: &mut Faults) -> Option<String> {
        if self.get(key).is_none() {
            self.missing(key, "give it an id", faults);
            return None;
        }
        self.id(key, faults)
    }

    /// Says that a required key is not there.
    pub fn missing(&self, key: &str, way_out: &str, faults: &mut Faults) {
        let message = format!("`{key}` is required here");
        faults.fault("MISSING", &self.at(key), "absent", &message, way_out);
    }

    pub fn flag(&mut self, key: &'static str, faults: &mut Faults) -> Option<bool> {
        let node = self.get(key)?;
        let Node::Bool(b) = node else {
            wrong_type(node, &self.at(key), "true or false", faults);
            return None;
        };
        Some(*b)
    }

    /// An integer inside `low..=high`.
    pub fn int(
        &mut self,
        key: &'static str,
        low: i64,
        high: i64,
        faults: &mut Faults,
    ) -> Option<i64> {
        let node = self.get(key)?;
        int_of(node, &self.at(key), low, high, faults)
    }

    /// A decimal number inside `low..=high`.
    pub fn number(
        &mut self,
        key: &'static str,
        low: f64,
        high: f64,
        faults: &mut Faults,
    ) -> Option<f64> {
        let node = self.get(key)?;
        let at = self.at(key);
        let value = match node {
            Node::Int(i) => *i as f64,
            Node::Num(n) => *n,
            _ => {
                wrong_type(node, &at, "a number", faults);
                return None;
            }
        };
        if value.is_finite() && (low..=high).contains(&value) {
            return Some(value);
        }
        out_of_range(&node.brief(), &at, &low.to_string(), &high.to_string(), faults);
        None
    }

    /// An ISO 8601 duration, not negative.
    pub fn duration(&mut self, key: &'static str, faults: &mut Faults) -> Option<Millis> {
        let node = self.get(key)?;
        duration_of(node, &self.at(key), faults)
    }

    /// An RFC 3339 time with offset.
    pub fn instant(&mut self, key: &'static str, faults: &mut Faults) -> Option<Millis> {
        let at = self.at(key);
        let text = self.text(key, faults)?;
        let found = text::parse_instant(&text);
        if found.is_none() {
            let message = "not a time with offset".to_owned();
            let hint = "write it like 2026-12-07T08:00:00-08:00";
            faults.fault("BAD_TIME", &at, &text, &message, hint);
        }
        found
    }

    /// A local date.
    pub fn date(&mut self, key: &'static str, faults: &mut Faults) -> Option<chrono::NaiveDate> {
        let at = self.at(key);
        let text = self.text(key, faults)?;
        let found = text::parse_date(&text);
        if found.is_none() {
            faults.fault("BAD_DATE", &at, &text, "not a date", "write it like 2026-12-07");
        }
        found
    }

    /// A local clock time, in milliseconds after midnight; only a `to` may be 24:00.
    pub fn clock(&mut self, key: &'static str, faults: &mut Faults) -> Option<Millis> {
        let at = self.at(key);
        let text = self.text(key, faults)?;
        let found = text::parse_clock(&text);
        if found.is_none() {
            faults.fault("BAD_CLOCK", &at, &text, "not a clock time", "write it like 07:30");
        }
        if found == Some(DAY) && key != "to" {
            let message = "only a `to` may be 24:00";
            faults.fault("BAD_CLOCK", &at, &text, message, "write 00:00 and mind the date");
            return None;
        }
        found
    }

    /// A list's elements with their pointers; nothing where the key is absent.
    pub fn list(&mut self, key: &'static str, faults: &mut Faults) -> Vec<(String, Node)> {
        let Some(node) = self.get(key) else { return Vec::new() };
        let at = self.at(key);
        elements(node, &at, faults)
    }

    /// A list's elements where they stand, for lists too long to be copied.
    pub fn items(&mut self, key: &'static str, faults: &mut Faults) -> Option<Cow<'a, [Node]>> {
        let node = self.get(key)?;
        match node {
            Node::List(v) => Some(Cow::Borrowed(v)),
            Node::Ints(v) => Some(v.iter().map(|i| Node::Int(*i)).collect()),
            other => {
                wrong_type(other, &self.at(key), "a list", faults);
                None
            }
        }
    }

    /// One of several words, as its position among them.
    pub fn choice(
        &mut self,
        key: &'static str,
        known: &[&'static str],
        faults: &mut Faults,
    ) -> Option<usize> {
        let text = self.text(key, faults)?;
        let found = known.iter().position(|k| *k == text);
        if found.is_none() {
            unknown_word(&text, &self.at(key), known, faults);
        }
        found
    }

    /// An object under a key.
    pub fn object(&mut self, key: &'static str, faults: &mut Faults) -> Option<Obj<'a>> {
        let node = self.get(key)?;
        Obj::open(node, &self.at(key), faults)
    }

    /// Reports every key that nobody asked for.
    pub fn close(self, faults: &mut Faults) {
        let mut unknown = 0;
        for (key, value) in self.map {
            if self.asked.iter().any(|a| a == key) {
                continue;
            }
            unknown += 1;
            // An object full of unknown keys is no slip of the pen, and each guess costs time.
            let near = if unknown <= 50 { nearest(key, &self.asked) } else { None };
            let hint = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("take it out; known here: {}", self.asked.join(", ")),
            };
            let message = format!("unknown key `{key}`");
            faults.fault("UNKNOWN_KEY", &self.at(key), &value.brief(), &message, &hint);
        }
    }
}

/// The elements of a list with their pointers, or a type fault.
pub fn elements(node: &Node, pointer: &str, faults: &mut Faults) -> Vec<(String, Node)> {
    match node {
        Node::List(v) => {
            v.iter().enumerate().map(|(i, n)| (format!("{pointer}/{i}"), n.clone())).collect()
        }
        Node::Ints(v) => {
            v.iter().enumerate().map(|(i, n)| (format!("{pointer}/{i}"), Node::Int(*n))).collect()
        }
        other => {
            wrong_type(other, pointer, "a list", faults);
            Vec::new()
        }
    }
}

/// Text of an element, or a type fault.
pub fn text_of(node: &Node, pointer: &str, faults: &mut Faults) -> Option<String> {
    if let Node::Text(t) = node {
        return Some(t.clone());
    }
    wrong_type(node, pointer, "text", faults);
    None
}

pub fn int_of(node: &Node, at: &str, low: i64, high: i64, faults: &mut Faults) -> Option<i64> {
    let Node::Int(i) = node else {
        wrong_type(node, at, "an integer", faults);
        return None;
    };
    if (low..=high).contains(i) {
        return Some(*i);
    }
    out_of_range(&i.to_string(), at, &low.to_string(), &high.to_string(), faults);
    None
}

pub fn duration_of(node: &Node, at: &str, faults: &mut Faults) -> Option<Millis> {
    let text = text_of(node, at, faults)?;
    let found = text::parse_duration(&text);
    if found.is_none() {
        let hint = "write it like PT90M or PT1H30M; at most 400 days";
        faults.fault("BAD_DURATION", at, &text, "not a duration", hint);
    }
    found
}

pub fn valid_id(text: &str, at: &str, faults: &mut Faults) -> bool {
    let length = text.chars().count();
    if (1..=200).contains(&length) && !text.chars().any(char::is_control) {
        return true;
    }
    let hint = "use 1 to 200 characters, none of them a control character";
    faults.fault("BAD_ID", at, text, "this id cannot be used", hint);
    false
}

pub fn wrong_type(node: &Node, at: &str, wanted: &str, faults: &mut Faults) {
    let message = format!("{wanted} is expected here, found {}", node.kind());
    faults.fault("WRONG_TYPE", at, &node.brief(), &message, &format!("send {wanted}"));
}

/// The fault for a word that is none of those known here.
pub fn unknown_word(text: &str, at: &str, known: &[&str], faults: &mut Faults) {
    let hint = match nearest(text, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("use one of {}", known.join(", ")),
    };
    faults.fault("UNKNOWN_VALUE", at, text, "this word is not known here", &hint);
}

pub fn out_of_range(value: &str, at: &str, low: &str, high: &str, faults: &mut Faults) {
    let message = format!("{value} is outside {low} to {high}");
    faults.fault("OUT_OF_RANGE", at, value, &message, &format!("use {low} to {high}"));
}

/// The known word nearest to `word`, if it is near enough to be a slip.
pub fn nearest<'k>(word: &str, known: &[&'k str]) -> Option<&'k str> {
    let limit = 1 + word.chars().count() / 4;
    let scored = known.iter().map(|k| (distance(word, k), *k));
    scored.filter(|(d, _)| *d <= limit).min().map(|(_, k)| k)
}

/// Levenshtein distance, letters of either case alike.
fn distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.to_lowercase().chars().take(64).collect();
    let b: Vec<char> = b.to_lowercase().chars().take(64).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}
