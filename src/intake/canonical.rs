//! The hash of a request: of what it says, not of how it is laid out.

use crate::wire::node::Node;
use sha2::{Digest, Sha256};

/// SHA-256 of `problem` and `policy`; `run` says nothing about what is right. Spaces and the order
/// of keys do not count, and a whole number hashes alike with and without a decimal point.
pub fn hash(policy: &Node, problem: &Node) -> String {
    let mut sum = Sha256::new();
    for part in [policy, problem] {
        feed(part, &mut sum);
    }
    hex(&sum.finalize())
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// Every value begins with a letter for its kind and says its length, so no two trees feed alike.
fn feed(node: &Node, sum: &mut Sha256) {
    match node {
        Node::Null => sum.update(b"z"),
        Node::Bool(b) => sum.update([b'b', u8::from(*b)]),
        Node::Int(i) => feed_int(*i, sum),
        Node::Num(n) if n.fract() == 0.0 && n.abs() < 9e15 => feed_int(*n as i64, sum),
        Node::Num(n) => {
            sum.update(b"n");
            sum.update(n.to_bits().to_le_bytes());
        }
        Node::Text(t) => feed_text(t, sum),
        Node::Ints(v) => {
            feed_size(b'l', v.len(), sum);
            // A matrix is millions of these: fed in long pieces, the bytes stay the same.
            let mut piece = Vec::new();
            for ints in v.chunks(4096) {
                piece.clear();
                for i in ints {
                    piece.push(b'i');
                    piece.extend(i.to_le_bytes());
                }
                sum.update(&piece);
            }
        }
        Node::List(v) => {
            feed_size(b'l', v.len(), sum);
            v.iter().for_each(|n| feed(n, sum));
        }
        Node::Map(m) => {
            feed_size(b'm', m.len(), sum);
            let mut entries: Vec<&(String, Node)> = m.iter().collect();
            entries.sort_by_key(|(key, _)| key);
            for (key, value) in entries {
                feed_text(key, sum);
                feed(value, sum);
            }
        }
    }
}

fn feed_size(kind: u8, size: usize, sum: &mut Sha256) {
    sum.update([kind]);
    sum.update((size as u64).to_le_bytes());
}

fn feed_text(text: &str, sum: &mut Sha256) {
    feed_size(b't', text.len(), sum);
    sum.update(text);
}

fn feed_int(int: i64, sum: &mut Sha256) {
    sum.update(b"i");
    sum.update(int.to_le_bytes());
}
