//! The request as a tree: what JSON said, before anything is believed.
//!
//! A tree of our own rather than `serde_json::Value`, because a travel matrix of 5,000 places is 25
//! million numbers: a list of integers is kept at 8 bytes each, and repeated keys stay visible, so
//! that they can be reported.

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::cell::Cell;
use std::fmt;

#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    Null,
    Bool(bool),
    Int(i64),
    Num(f64),
    Text(String),
    /// A list in which every element is an integer.
    Ints(Vec<i64>),
    List(Vec<Node>),
    /// In the order sent, repeated keys included.
    Map(Vec<(String, Node)>),
}

impl Node {
    /// Reads a whole document. The error is the parser's, with line and column.
    pub fn parse(text: &[u8]) -> Result<Node, serde_json::Error> {
        Node::parse_within(text, VALUES_MOST)
    }

    /// The same with room for so many values, integers in lists of integers not counted.
    fn parse_within(text: &[u8], most: usize) -> Result<Node, serde_json::Error> {
        let mut json = serde_json::Deserializer::from_slice(text);
        let left = Cell::new(most);
        let node = NodeVisitor { left: &left }.deserialize(&mut json)?;
        json.end()?;
        Ok(node)
    }

    /// What kind of thing this is, for messages.
    pub fn kind(&self) -> &'static str {
        match self {
            Node::Null => "null",
            Node::Bool(_) => "a boolean",
            Node::Int(_) => "an integer",
            Node::Num(_) => "a decimal number",
            Node::Text(_) => "text",
            Node::Ints(_) | Node::List(_) => "a list",
            Node::Map(_) => "an object",
        }
    }

    /// A short rendering for messages: scalars as sent, containers by kind and size.
    pub fn brief(&self) -> String {
        match self {
            Node::Null => "null".into(),
            Node::Bool(b) => b.to_string(),
            Node::Int(i) => i.to_string(),
            Node::Num(n) => n.to_string(),
            Node::Text(t) => t.clone(),
            Node::Ints(v) => format!("a list of {}", v.len()),
            Node::List(v) => format!("a list of {}", v.len()),
            Node::Map(m) => format!("an object of {} keys", m.len()),
        }
    }
}

/// The most values of one document: two characters of text can become a value of 32 bytes.
const VALUES_MOST: usize = 5_000_000;

/// Reads one value, and counts down how many more there may be.
#[derive(Clone, Copy)]
struct NodeVisitor<'a> {
    left: &'a Cell<usize>,
}

impl NodeVisitor<'_> {
    fn one_more<E: Error>(self) -> Result<(), E> {
        let Some(left) = self.left.get().checked_sub(1) else {
            return Err(E::custom("more values than one document may hold"));
        };
        self.left.set(left);
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for NodeVisitor<'_> {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, d: D) -> Result<Node, D::Error> {
        d.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for NodeVisitor<'_> {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E>(self, v: bool) -> Result<Node, E> {
        Ok(Node::Bool(v))
    }

    fn visit_i64<E>(self, v: i64) -> Result<Node, E> {
        Ok(Node::Int(v))
    }

    fn visit_u64<E>(self, v: u64) -> Result<Node, E> {
        Ok(i64::try_from(v).map_or(Node::Num(v as f64), Node::Int))
    }

    fn visit_f64<E>(self, v: f64) -> Result<Node, E> {
        Ok(Node::Num(v))
    }

    fn visit_str<E>(self, v: &str) -> Result<Node, E> {
        Ok(Node::Text(v.to_owned()))
    }

    fn visit_string<E>(self, v: String) -> Result<Node, E> {
        Ok(Node::Text(v))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Node, A::Error> {
        let mut ints: Vec<i64> = Vec::new();
        self.one_more()?;
        while let Some(next) = seq.next_element_seed(self)? {
            if let Node::Int(i) = next {
                ints.push(i);
                continue;
            }
            let mut list: Vec<Node> = ints.into_iter().map(Node::Int).collect();
            list.push(next);
            while let Some(more) = seq.next_element_seed(self)? {
                self.one_more()?;
                list.push(more);
            }
            return Ok(Node::List(list));
        }
        Ok(Node::Ints(ints))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let mut out = Vec::new();
        while let Some(key) = map.next_key::<String>()? {
            self.one_more()?;
            out.push((key, map.next_value_seed(self)?));
        }
        Ok(Node::Map(out))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // If this fails, a deeply nested body could exhaust the stack, or a big matrix the memory.
    #[test]
    fn keeps_integers_small_and_refuses_depth() {
        assert_eq!(Node::parse(b"[1,2]").unwrap(), Node::Ints(vec![1, 2]));
        let mixed = Node::parse(b"[1,\"a\"]").unwrap();
        assert_eq!(mixed, Node::List(vec![Node::Int(1), Node::Text("a".into())]));
        let deep = "[".repeat(1_000_000);
        assert!(Node::parse(deep.as_bytes()).is_err());
        assert!(Node::parse_within(b"[[1,2,3],[4,5,6],[7,8,9]]", 6).is_ok());
        for many in
            ["[[],[],[],[]]", "[\"\",\"\",\"\",\"\",\"\"]", "{\"a\":{\"b\":{\"c\":{\"d\":{}}}}}"]
        {
            assert!(Node::parse_within(many.as_bytes(), 3).is_err(), "{many}");
        }
        let twice = Node::parse(br#"{"a":1,"a":2}"#).unwrap();
        assert!(matches!(twice, Node::Map(m) if m.len() == 2));
    }
}
