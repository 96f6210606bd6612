//! Just enough reading of Rust to hold the house rules: code without comments and literals, the
//! length of functions, and the paths that code names with their `use` groups unfolded.

/// A path named in the code, such as `crate::search::pool`, and the line it stands on.
#[derive(Debug, PartialEq)]
pub struct Named {
    pub line: usize,
    pub path: Vec<String>,
}

/// A function by name, with the line of its `fn` and its length up to the closing brace.
#[derive(Debug, PartialEq)]
pub struct Function {
    pub line: usize,
    pub name: String,
    pub lines: usize,
}

/// The text with comments and the insides of literals turned to spaces, line by line the same:
/// a rule about code must not trip over a sentence that talks about it.
pub fn code_only(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let end = literal_or_comment(&chars, at);
        if end == at {
            out.push(chars[at]);
            at += 1;
            continue;
        }
        out.extend(chars[at..end].iter().map(|&c| if c == '\n' { c } else { ' ' }));
        at = end;
    }
    out
}

/// The end of the comment or literal that starts here, or `at` itself when none does.
fn literal_or_comment(chars: &[char], at: usize) -> usize {
    let next = |k: usize| chars.get(at + k).copied().unwrap_or('\0');
    let word_before = at > 0 && is_word(chars[at - 1]);
    match chars[at] {
        '/' if next(1) == '/' => find(chars, at, |_, c| c == '\n'),
        '/' if next(1) == '*' => block_comment(chars, at),
        '"' => quoted(chars, at),
        'b' | 'c' if !word_before && next(1) == '"' => quoted(chars, at + 1),
        'b' | 'c' if !word_before && next(1) == 'r' => raw_string(chars, at, at + 2),
        'r' if !word_before => raw_string(chars, at, at + 1),
        '\'' if next(1) == '\\' => find(chars, at + 3, |_, c| c == '\'') + 1,
        '\'' if next(2) == '\'' => at + 3,
        _ => at,
    }
    .min(chars.len())
}

fn find(chars: &[char], from: usize, hit: impl Fn(usize, char) -> bool) -> usize {
    (from..chars.len()).find(|&k| hit(k, chars[k])).unwrap_or(chars.len())
}

fn block_comment(chars: &[char], start: usize) -> usize {
    let (mut depth, mut at) = (0, start);
    while at + 1 < chars.len() {
        match (chars[at], chars[at + 1]) {
            ('/', '*') => depth += 1,
            ('*', '/') => depth -= 1,
            _ => {
                at += 1;
                continue;
            }
        }
        at += 2;
        if depth == 0 {
            return at;
        }
    }
    chars.len()
}

fn quoted(chars: &[char], open: usize) -> usize {
    let mut at = open + 1;
    while at < chars.len() && chars[at] != '"' {
        at += if chars[at] == '\\' { 2 } else { 1 };
    }
    at + 1
}

/// A raw string whose hashes begin at `hashes`; a raw identifier (`r#type`) is none.
fn raw_string(chars: &[char], start: usize, hashes: usize) -> usize {
    let open = find(chars, hashes, |_, c| c != '#');
    let count = open - hashes;
    if chars.get(open) != Some(&'"') {
        return start;
    }
    let closes =
        |k: usize, c: char| c == '"' && (1..=count).all(|hash| chars.get(k + hash) == Some(&'#'));
    find(chars, open + 1, closes) + 1 + count
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// A word, `::`, or one sign, with its line.
type Token = (usize, String);

fn tokens(code: &str) -> Vec<Token> {
    let mut found = Vec::new();
    for (index, line) in code.lines().enumerate() {
        let chars: Vec<char> = line.chars().collect();
        let mut at = 0;
        while at < chars.len() {
            let end = match chars[at] {
                c if is_word(c) => find(&chars, at, |_, c| !is_word(c)),
                ':' if chars.get(at + 1) == Some(&':') => at + 2,
                _ => at + 1,
            };
            if !chars[at].is_whitespace() {
                found.push((index + 1, chars[at..end].iter().collect()));
            }
            at = end;
        }
    }
    found
}

fn word(tokens: &[Token], at: usize) -> Option<&str> {
    let text = tokens.get(at)?.1.as_str();
    text.starts_with(is_word).then_some(text)
}

fn sign(tokens: &[Token], at: usize) -> &str {
    tokens.get(at).map_or("", |token| token.1.as_str())
}

/// Every path of two parts or more, with groups unfolded: `a::{b, c::d}` is `a::b` and `a::c::d`.
pub fn paths(code: &str) -> Vec<Named> {
    let tokens = tokens(code);
    let mut named = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        at = match word(&tokens, at) {
            Some(_) => path_at(&tokens, at, &[], &mut named),
            None => at + 1,
        };
    }
    named.retain(|n| n.path.len() > 1);
    named
}

fn path_at(tokens: &[Token], start: usize, before: &[String], named: &mut Vec<Named>) -> usize {
    let mut path = before.to_vec();
    let mut at = start;
    while let Some(part) = word(tokens, at) {
        path.push(part.to_owned());
        at += 1;
        if sign(tokens, at) != "::" {
            break;
        }
        at += 1;
    }
    if sign(tokens, at) == "{" && sign(tokens, at - 1) == "::" {
        return group_at(tokens, at + 1, &path, named);
    }
    named.push(Named { line: tokens[start].0, path });
    at
}

fn group_at(tokens: &[Token], start: usize, before: &[String], named: &mut Vec<Named>) -> usize {
    let mut at = start;
    while at < tokens.len() && sign(tokens, at) != "}" {
        at = match word(tokens, at) {
            Some("as") => at + 2,
            Some("self") => {
                named.push(Named { line: tokens[at].0, path: before.to_vec() });
                at + 1
            }
            Some(_) => path_at(tokens, at, before, named),
            None => at + 1,
        };
    }
    at + 1
}

/// Every function with a body; one inside another counts for both.
pub fn functions(code: &str) -> Vec<Function> {
    let tokens = tokens(code);
    (0..tokens.len()).filter_map(|at| function_at(&tokens, at)).collect()
}

fn function_at(tokens: &[Token], at: usize) -> Option<Function> {
    let name = word(tokens, at + 1).filter(|_| sign(tokens, at) == "fn")?;
    let (mut brackets, mut braces) = (0, 0);
    for (line, text) in &tokens[at..] {
        match text.as_str() {
            "(" | "[" => brackets += 1,
            ")" | "]" => brackets -= 1,
            ";" if brackets == 0 && braces == 0 => return None,
            "{" => braces += 1,
            "}" => braces -= 1,
            _ => continue,
        }
        if text == "}" && braces == 0 {
            let first = tokens[at].0;
            return Some(Function { line: first, name: name.into(), lines: line - first + 1 });
        }
    }
    None
}
