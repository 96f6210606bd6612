//! JSON Patch (RFC 6902) whose paths may name an element of a list by its `id`.

use super::tree::{DEPTH_MOST, Lost, Tree};
use crate::fault::{Fault, Faults};
use crate::intake::malformed;
use crate::intake::parts::{below, fault, parts};
use crate::wire::node::Node;
use crate::wire::reader::nearest;
use serde_json::value::RawValue;
use std::collections::HashMap;

/// The longest patch: larger changes are another request.
const PATCH_MOST: usize = 8 << 20;
/// The most operations of one patch.
const OPERATIONS: usize = 1000;
const KEYS: [&str; 4] = ["op", "path", "from", "value"];
const VERBS: [&str; 6] = ["add", "remove", "replace", "move", "copy", "test"];
/// Where a plan to start from is.
const PLAN: &str = "/problem/plan";

/// A place in a request, as it was sent and in its parts.
#[derive(Clone, Debug)]
struct Path {
    text: String,
    tokens: Vec<String>,
}

enum Verb<'a> {
    Add(Tree<'a>),
    Remove,
    Replace(Tree<'a>),
    Move(Path),
    Copy(Path),
    Test(&'a str),
}

struct Operation<'a> {
    path: Path,
    verb: Verb<'a>,
}

/// The request with the patch applied, and with the plan to start from unless the patch says
/// something about that itself. Nothing is applied where something is wrong.
pub fn revise(
    request: &[u8],
    patch: &[u8],
    plan: Option<&str>,
    most: usize,
) -> Result<Vec<u8>, Vec<Fault>> {
    let operations = read(patch)?;
    let told =
        |text: &str| ["/problem", PLAN].contains(&text) || text.starts_with("/problem/plan/");
    let own_plan = operations.iter().any(|operation| told(&operation.path.text));
    let mut tree = Tree::of(request).map_err(|error| told_malformed(&error))?;
    // Both may be left out of a request; a patch finds them all the same.
    for key in ["run", "policy"] {
        if tree.find(key).is_err() {
            let _ = tree.add(key, Tree::Text("{}"));
        }
    }
    let mut grown = 0;
    for (k, operation) in operations.into_iter().enumerate() {
        apply(&mut tree, operation, k, &mut grown, most)?;
    }
    if let Some(plan) = plan.filter(|_| !own_plan)
        && let Ok(place) = tree.find("problem")
    {
        // Where the problem is no object, the door says so.
        let _ = tree.at(place).add("plan", Tree::Text(plan.trim()));
    }
    if tree.size() > most {
        let message = format!("the patched request has more than {most} bytes");
        return Err(vec![fault("TOO_LARGE", "", &message, "split it by branch or by week")]);
    }
    let mut out = String::new();
    tree.write(&mut out);
    Ok(out.into_bytes())
}

fn told_malformed(error: &serde_json::Error) -> Vec<Fault> {
    let mut faults = Faults::default();
    malformed(error, &mut faults);
    faults.into_list()
}

/// The operations of a patch, or everything that is wrong with their shapes.
fn read(patch: &[u8]) -> Result<Vec<Operation<'_>>, Vec<Fault>> {
    if patch.len() > PATCH_MOST {
        let message = format!("a patch has at most {PATCH_MOST} bytes");
        let hint = "send the whole request to POST /v1/schedules";
        return Err(vec![fault("TOO_LARGE", "", &message, hint)]);
    }
    let all: Vec<&RawValue> = serde_json::from_slice(patch).map_err(|error| {
        if !error.is_data() {
            return told_malformed(&error);
        }
        let hint = "send [{\"op\": \"replace\", \"path\": \"/problem/jobs/J-07/duration\", \
            \"value\": \"PT2H\"}]";
        vec![fault("WRONG_TYPE", "", "a patch is a list of operations", hint)]
    })?;
    if !(1..=OPERATIONS).contains(&all.len()) {
        let message = format!("{} operations; a patch has 1 to {OPERATIONS}", all.len());
        return Err(vec![fault("OUT_OF_RANGE", "", &message, "send several revisions")]);
    }
    let (mut operations, mut faults) = (Vec::new(), Vec::new());
    for (k, text) in all.into_iter().enumerate() {
        match operation(text.get()) {
            Ok(operation) => operations.push(operation),
            Err(found) => faults.extend(below(&format!("/{k}"), found)),
        }
    }
    if faults.is_empty() { Ok(operations) } else { Err(faults) }
}

fn operation(text: &str) -> Result<Operation<'_>, Vec<Fault>> {
    let [op, at, from, value] = parts(text.as_bytes(), KEYS)?;
    let op = word("op", op)?;
    if !VERBS.contains(&op.as_str()) {
        let known = format!("use one of {}", VERBS.join(", "));
        let hint = nearest(&op, &VERBS).map_or(known, |verb| format!("did you mean `{verb}`?"));
        return Err(vec![with(&op, fault("UNKNOWN_OPERATION", "/op", "no such operation", &hint))]);
    }
    let path = path("path", at)?;
    let given = || {
        value.ok_or_else(|| vec![fault("MISSING", "/value", &format!("{op} needs it"), "add it")])
    };
    let verb = match op.as_str() {
        "add" => Verb::Add(Tree::Text(given()?)),
        "replace" => Verb::Replace(Tree::Text(given()?)),
        "test" => Verb::Test(given()?),
        "remove" => Verb::Remove,
        "move" => Verb::Move(self::path("from", from)?),
        _ => Verb::Copy(self::path("from", from)?),
    };
    Ok(Operation { path, verb })
}

fn with(value: &str, fault: Fault) -> Fault {
    Fault { value: value.chars().take(120).collect(), ..fault }
}

fn word(key: &str, text: Option<&str>) -> Result<String, Vec<Fault>> {
    let at = format!("/{key}");
    let Some(text) = text else {
        return Err(vec![fault("MISSING", &at, "the operation needs it", "add it")]);
    };
    serde_json::from_str(text).map_err(|_| {
        vec![with(text, fault("WRONG_TYPE", &at, "text is expected here", "send text"))]
    })
}

fn path(key: &str, text: Option<&str>) -> Result<Path, Vec<Fault>> {
    let text = word(key, text)?;
    let odd = |message: &str, hint: &str| {
        Err(vec![with(&text, fault("BAD_POINTER", &format!("/{key}"), message, hint))])
    };
    let like = "use a JSON pointer to a part of the request, like /problem/jobs/J-07/duration";
    let Some(rest) = text.strip_prefix('/') else {
        return odd("this is no JSON pointer to a part of the request", like);
    };
    let tokens: Option<Vec<String>> = rest.split('/').map(unescaped).collect();
    match tokens {
        None => odd("~ is written ~0 in a JSON pointer, and / in a name ~1", like),
        Some(tokens) if tokens.len() > DEPTH_MOST => odd("no request is nested so deep", like),
        Some(tokens) => Ok(Path { text, tokens }),
    }
}

/// A token without its escapes; nothing where one is wrong.
fn unescaped(token: &str) -> Option<String> {
    let mut parts = token.split('~');
    let mut out = parts.next().unwrap_or("").to_owned();
    for part in parts {
        match part.as_bytes().first()? {
            b'0' => out.push('~'),
            b'1' => out.push('/'),
            _ => return None,
        }
        out.push_str(&part[1..]);
    }
    Some(out)
}

/// Applies operation `k`.
fn apply<'a>(
    tree: &mut Tree<'a>,
    operation: Operation<'a>,
    k: usize,
    grown: &mut usize,
    most: usize,
) -> Result<(), Vec<Fault>> {
    let Operation { path, verb } = operation;
    let at = |key: &str| format!("/{k}/{key}");
    match verb {
        Verb::Add(value) => put_in(tree, &path, value, &at("path"))?,
        Verb::Replace(value) => {
            let (parent, place) = find(tree, &path, &at("path"))?;
            parent.put(place, value);
        }
        Verb::Remove => {
            let (parent, place) = find(tree, &path, &at("path"))?;
            parent.take(place);
        }
        Verb::Test(expected) => {
            let (parent, place) = find(tree, &path, &at("path"))?;
            let found = parent.at(place);
            limited(found.size(), grown, most, &path, &at("path"))?;
            test(found, expected, &at("value"))?;
        }
        Verb::Move(from) => {
            if path.tokens.len() > from.tokens.len() && path.tokens.starts_with(&from.tokens) {
                let message = "nothing moves into a part of itself";
                let there = fault("BAD_POINTER", &at("path"), message, "copy it instead");
                return Err(vec![with(&path.text, there)]);
            }
            let (parent, place) = find(tree, &from, &at("from"))?;
            let moved = parent.take(place);
            shallow(&path, &moved, &at("path"))?;
            put_in(tree, &path, moved, &at("path"))?;
            renamed(tree, &from);
        }
        Verb::Copy(from) => {
            let (parent, place) = find(tree, &from, &at("from"))?;
            limited(parent.at(place).size(), grown, most, &from, &at("from"))?;
            let copied = parent.at(place).clone();
            shallow(&path, &copied, &at("path"))?;
            put_in(tree, &path, copied, &at("path"))?;
        }
    }
    renamed(tree, &path);
    Ok(())
}

/// All that is copied and tested together is no larger than a body may be.
fn limited(
    size: usize,
    sum: &mut usize,
    most: usize,
    path: &Path,
    at: &str,
) -> Result<(), Vec<Fault>> {
    *sum += size;
    if *sum <= most {
        return Ok(());
    }
    let message = format!("the parts that are copied and tested have more than {most} bytes");
    let there = fault("TOO_LARGE", at, &message, "copy or test smaller parts");
    Err(vec![with(&path.text, there)])
}

/// What is put somewhere makes nothing too deep to be read.
fn shallow(path: &Path, tree: &Tree, at: &str) -> Result<(), Vec<Fault>> {
    if path.tokens.len() + tree.depth() <= DEPTH_MOST {
        return Ok(());
    }
    let message = format!("this makes the request deeper than {DEPTH_MOST} levels");
    Err(vec![with(&path.text, fault("BAD_POINTER", at, &message, "put it somewhere else"))])
}

/// Whether a part says what is expected: numbers by their value, objects in whatever order.
fn test(tree: &Tree, expected: &str, at: &str) -> Result<(), Vec<Fault>> {
    let mut text = String::new();
    tree.write(&mut text);
    let [found, wanted] = [text.as_str(), expected].map(|text| Node::parse(text.as_bytes()));
    if let (Ok(found), Ok(wanted)) = (&found, &wanted)
        && same(found, wanted)
    {
        return Ok(());
    }
    let found = found.map_or_else(|_| "something else".to_owned(), |node| node.brief());
    let found: String = found.chars().take(120).collect();
    let message = format!("the test fails: {found} is there");
    let hint = "read the request again (GET .../input) and decide anew";
    Err(vec![with(expected, fault("TEST_FAILED", at, &message, hint))])
}

fn same(a: &Node, b: &Node) -> bool {
    match (a, b) {
        (Node::Int(i), Node::Num(n)) | (Node::Num(n), Node::Int(i)) => *i as f64 == *n,
        (Node::Map(a), Node::Map(b)) => {
            let known: HashMap<&str, &Node> = b.iter().rev().map(|(k, v)| (&k[..], v)).collect();
            let there = |key: &str, value: &Node| known.get(key).is_some_and(|b| same(value, b));
            a.len() == b.len() && a.iter().all(|(key, value)| there(key, value))
        }
        (Node::List(a), Node::List(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Node::Ints(ints), Node::List(list)) | (Node::List(list), Node::Ints(ints)) => {
            let pairs = ints.iter().zip(list);
            ints.len() == list.len() && pairs.into_iter().all(|(i, b)| same(&Node::Int(*i), b))
        }
        _ => a == b,
    }
}

/// The part around the last token.
fn around<'t, 'a>(
    tree: &'t mut Tree<'a>,
    path: &Path,
    at: &str,
) -> Result<&'t mut Tree<'a>, Vec<Fault>> {
    let mut part = tree;
    for (depth, token) in path.tokens.iter().enumerate().take(path.tokens.len() - 1) {
        let place = part.find(token).map_err(|lost| nowhere(path, depth, lost, at))?;
        part = part.at(place);
    }
    Ok(part)
}

/// The part around the last token, and where in it the token leads.
fn find<'t, 'a>(
    tree: &'t mut Tree<'a>,
    path: &Path,
    at: &str,
) -> Result<(&'t mut Tree<'a>, usize), Vec<Fault>> {
    let last = path.tokens.len() - 1;
    let part = around(tree, path, at)?;
    let place = part.find(&path.tokens[last]).map_err(|lost| nowhere(path, last, lost, at))?;
    Ok((part, place))
}

fn put_in<'a>(
    tree: &mut Tree<'a>,
    path: &Path,
    value: Tree<'a>,
    at: &str,
) -> Result<(), Vec<Fault>> {
    let last = path.tokens.len() - 1;
    let part = around(tree, path, at)?;
    part.add(&path.tokens[last], value).map_err(|lost| nowhere(path, last, lost, at))
}

/// An element whose id was changed goes by the new one from here on.
fn renamed(tree: &mut Tree, path: &Path) {
    let [.., element, last] = path.tokens.as_slice() else { return };
    if last != "id" {
        return;
    }
    let tokens = path.tokens[..path.tokens.len() - 1].to_vec();
    let list = Path { text: String::new(), tokens };
    if let Ok(part) = around(tree, &list, "") {
        part.name_again(element);
    }
}

/// The fault where the token at this depth leads nowhere, with the way out.
fn nowhere(path: &Path, depth: usize, lost: Lost, at: &str) -> Vec<Fault> {
    let short = |text: &str| text.chars().take(100).collect::<String>();
    let token = &short(&path.tokens[depth]);
    let parts: Vec<&str> = path.text.split('/').skip(1).take(depth).collect();
    let here = parts.iter().map(|part| format!("/{part}")).collect::<String>();
    let here = if here.is_empty() { "the request".to_owned() } else { short(&here) };
    let close = |known: &[String]| {
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        nearest(token, &known).map(|near| format!("did you mean `{near}`?"))
    };
    let (code, message, hint) = match &lost {
        Lost::Scalar => {
            ("NOT_FOUND", format!("{here} has no parts"), Some(format!("end at {here}")))
        }
        Lost::Large => (
            "TOO_LARGE",
            format!("{here} has too many parts for a patch of one of them"),
            Some(format!("replace {here} as a whole")),
        ),
        Lost::NoKey(known) => ("NOT_FOUND", format!("{here} has no key {token}"), close(known)),
        Lost::NoElement(known) => {
            ("NOT_FOUND", format!("{here} has no element {token}"), close(known))
        }
        Lost::Ambiguous => (
            "AMBIGUOUS",
            format!("{token} can mean more than one element of {here}"),
            Some("use an id that only one element has".to_owned()),
        ),
        Lost::Exists => (
            "EXISTS",
            format!("{here} has an element {token} already"),
            Some(format!("replace it, or add another one to {here}/-")),
        ),
    };
    let usual = "name a key, the `id` of an element, its index, or - to add at the end";
    let hint = hint.unwrap_or_else(|| usual.to_owned());
    vec![with(&path.text, fault(code, at, &message, &hint))]
}

#[cfg(test)]
#[path = "patch_tests.rs"]
mod tests;
