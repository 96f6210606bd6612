//! A request as text for people: keys in the order of the contract, short things on one line.

use serde_json::{Map, Value};

const WIDTH: usize = 100;

/// Objects nested this deep or deeper are list elements and share lines; above, one key per line.
const ELEMENT_INDENT: usize = 6;

/// The order of the contract's tables, one list for all objects; other keys follow by alphabet.
const ORDER: &str = "run policy problem preset prices valueFirst LOW NORMAL HIGH EMERGENCY \
    timeZone currency horizon workDays holidays now places travel people id name tags calendar \
    queue seconds work seed level until type address lat lon home members lead place duration \
    earliest latest days crew date from to told start end order override shifts breaks overtime \
    costs max capacity breakInside startWindows finishBy due latePerHour promise promiseBroken \
    notPreferred worstLatePerHour unfairPerHour unassigned skills load crews value priority \
    mandatory pin together parts after with min max minDays maxDays jobs receivedAt metadata";

/// Ends with a line feed; reads back to the same value.
pub fn text(value: &Value) -> String {
    let mut out = String::new();
    write(&mut out, value, 0, 0);
    out.push('\n');
    out
}

/// `taken` columns of the first line are in use already.
fn write(out: &mut String, value: &Value, indent: usize, taken: usize) {
    let short = inline(value);
    if is_row(value) || taken + short.len() < WIDTH {
        out.push_str(&short);
        return;
    }
    match value {
        Value::Array(items) => {
            let parts = items.iter().map(|item| (String::new(), item)).collect();
            write_lines(out, ('[', ']'), parts, indent);
        }
        Value::Object(map) => {
            let key = |(k, v)| (format!("{}: ", quote(k)), v);
            let parts: Vec<Part> = ordered(map).into_iter().map(key).collect();
            if indent >= ELEMENT_INDENT {
                write_packed(out, parts, indent, taken);
            } else {
                write_lines(out, ('{', '}'), parts, indent);
            }
        }
        _ => out.push_str(&short),
    }
}

/// A key with its colon, or nothing in a list, and the value.
type Part<'a> = (String, &'a Value);

fn write_lines(out: &mut String, (open, close): (char, char), parts: Vec<Part>, indent: usize) {
    out.push(open);
    for (k, (key, value)) in parts.iter().enumerate() {
        out.push_str(if k > 0 { ",\n" } else { "\n" });
        out.push_str(&" ".repeat(indent + 2));
        out.push_str(key);
        write(out, value, indent + 2, indent + 2 + key.len());
    }
    out.push('\n');
    out.push_str(&" ".repeat(indent));
    out.push(close);
}

/// As many keys on a line as fit, the first right after the brace; long lists on lines of their
/// own.
fn write_packed(out: &mut String, parts: Vec<Part>, indent: usize, taken: usize) {
    out.push('{');
    let mut column = taken + 1;
    for (k, (key, value)) in parts.iter().enumerate() {
        let width = key.len() + inline(value).len();
        if k > 0 && column + width + 4 <= WIDTH {
            out.push_str(", ");
            column += 2;
        } else if k > 0 {
            out.push_str(",\n");
            out.push_str(&" ".repeat(indent + 2));
            column = indent + 2;
        }
        out.push_str(key);
        write(out, value, indent + 2, column + key.len() + 1);
        column += width;
    }
    out.push('}');
}

/// A row of numbers, as in a matrix, stays on its line however long it is.
fn is_row(value: &Value) -> bool {
    value.as_array().is_some_and(|items| !items.is_empty() && items.iter().all(Value::is_number))
}

fn inline(value: &Value) -> String {
    match value {
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(inline).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(map) => {
            let part = |(k, v): (&str, &Value)| format!("{}: {}", quote(k), inline(v));
            let parts: Vec<String> = ordered(map).into_iter().map(part).collect();
            format!("{{{}}}", parts.join(", "))
        }
        scalar => scalar.to_string(),
    }
}

fn quote(key: &str) -> String {
    Value::from(key).to_string()
}

fn ordered(map: &Map<String, Value>) -> Vec<(&str, &Value)> {
    let rank = |key: &str| ORDER.split(' ').position(|k| k == key).unwrap_or(usize::MAX);
    let mut pairs: Vec<(&str, &Value)> = map.iter().map(|(k, v)| (k.as_str(), v)).collect();
    pairs.sort_by(|a, b| (rank(a.0), a.0).cmp(&(rank(b.0), b.0)));
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn reads_back_and_keeps_the_order() {
        // Example files would lose data, or list a job's skills before its id.
        let long = "x".repeat(60);
        let value = json!({
            "problem": {"jobs": [{"skills": [], "id": "a", "place": long, "metadata": {"b": long}}],
                        "crews": [{"id": "c\"1"}]},
            "run": {"seconds": 2.5},
        });
        let printed = text(&value);
        assert_eq!(serde_json::from_str::<Value>(&printed).unwrap(), value, "{printed}");
        let at = |s: &str| printed.find(s).unwrap_or_else(|| panic!("no {s} in {printed}"));
        assert!(at("\"run\"") < at("\"crews\"") && at("\"crews\"") < at("\"jobs\""));
        assert!(at("\"place\"") < at("\"skills\""));
        assert!(printed.lines().all(|line| line.len() <= WIDTH), "{printed}");
    }
}
