//! A strict reader of pages: what it takes, every browser takes the same way.

use std::collections::{BTreeMap, HashSet};

/// Elements that have no end.
const VOID: [&str; 3] = ["meta", "link", "br"];
/// Elements whose text is not read for tags.
const RAW: [&str; 2] = ["style", "script"];

#[derive(Debug, Default)]
pub struct Element {
    pub name: String,
    pub attributes: BTreeMap<String, String>,
    /// All text inside, that of inner elements too.
    pub text: String,
}

impl Element {
    pub fn get(&self, attribute: &str) -> &str {
        self.attributes.get(attribute).map_or("", String::as_str)
    }

    pub fn is(&self, class: &str) -> bool {
        self.get("class").split(' ').any(|c| c == class)
    }
}

/// All elements of a page in the order of their beginning; panics where the page is not well
/// formed.
pub fn read(page: &str) -> Vec<Element> {
    let rest = page.strip_prefix("<!DOCTYPE html>").expect("a doctype comes first");
    let mut elements: Vec<Element> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut rest = rest;
    while !rest.is_empty() {
        let raw = open.last().is_some_and(|&e| RAW.contains(&elements[e].name.as_str()));
        let stop = if raw { rest.find("</") } else { rest.find('<') };
        let (words, tail) = rest.split_at(stop.unwrap_or(rest.len()));
        let words = if raw { words.to_owned() } else { plain(words) };
        assert!(words.is_empty() || !open.is_empty(), "text outside of the page: {words}");
        open.iter().for_each(|&e| elements[e].text.push_str(&words));
        rest = tail;
        if let Some(end) = rest.strip_prefix("</") {
            let (name, tail) = end.split_once('>').expect("an end tag ends");
            let last = open.pop().map(|e| elements[e].name.clone());
            assert_eq!(last.as_deref(), Some(name), "closed in the wrong order");
            rest = tail;
        } else if !rest.is_empty() {
            let (element, closed, tail) = tag(&rest[1..]);
            // Only inside of a drawing a tag can close itself.
            let drawn = open.iter().any(|&e| elements[e].name == "svg");
            assert!(drawn || !closed, "{element:?} closes itself");
            if !closed && !VOID.contains(&element.name.as_str()) {
                open.push(elements.len());
            }
            elements.push(element);
            rest = tail;
        }
    }
    assert!(open.is_empty(), "left open: {open:?}");
    check_ids(&elements);
    elements
}

/// A tag after its `<`, whether it closes itself, and what follows it.
fn tag(from: &str) -> (Element, bool, &str) {
    let end = from.find([' ', '>']).expect("a tag ends");
    let name = &from[..end];
    assert!(name.chars().all(|c| c.is_ascii_alphanumeric()), "a tag named {name}");
    let mut element = Element { name: name.to_owned(), ..Element::default() };
    let mut rest = &from[end..];
    loop {
        if let Some(tail) = rest.strip_prefix('>') {
            return (element, false, tail);
        }
        if let Some(tail) = rest.strip_prefix("/>") {
            return (element, true, tail);
        }
        let (key, value, tail) = attribute(rest.strip_prefix(' ').expect("a space or an end"));
        let twice = element.attributes.insert(key.to_owned(), value);
        assert!(twice.is_none(), "{name} has {key} twice");
        rest = tail;
    }
}

fn attribute(from: &str) -> (&str, String, &str) {
    let end = from.find(['=', ' ', '>']).expect("an attribute ends");
    let (key, rest) = from.split_at(end);
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '-';
    assert!(!key.is_empty() && key.chars().all(fits), "an attribute named {key}");
    let Some(quoted) = rest.strip_prefix("=\"") else {
        return (key, String::new(), rest);
    };
    let (value, tail) = quoted.split_once('"').expect("a value ends");
    assert!(!value.contains('<'), "{key}={value}");
    (key, plain(value), tail)
}

/// Text with its escapes undone.
fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut parts = text.split('&');
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let (name, rest) = part.split_once(';').expect("every & is escaped");
        out.push_str(match name {
            "amp" => "&",
            "lt" => "<",
            "gt" => ">",
            "quot" => "\"",
            "#39" => "'",
            other => panic!("an escape named {other}"),
        });
        out.push_str(rest);
    }
    out
}

fn check_ids(elements: &[Element]) {
    let mut ids = HashSet::new();
    for id in elements.iter().filter_map(|e| e.attributes.get("id")) {
        assert!(ids.insert(id.as_str()), "two elements have the id {id}");
    }
    for element in elements {
        let local = element.get("href").strip_prefix('#').into_iter();
        let labels = element.attributes.get("aria-labelledby").map(String::as_str);
        for id in local.chain(labels) {
            assert!(ids.contains(id), "nothing has the id {id}");
        }
    }
}
