//! The house rules that a compiler does not hold: sizes, forbidden words, and which module may use
//! which. `faults` is a function of a path and a text, so that the rules are tested themselves.

mod layers;
mod scan;

use std::fs;
use std::path::{Path, PathBuf};

const FUNCTION_LINES: usize = 70;
const FILE_LINES: usize = 400;
const LINE_CHARS: usize = 100;

const FORBIDDEN: &[&str] = &["todo!", "unimplemented!", "dbg!", "#[ignore", "dead_code"];

fn faults(path: &str, text: &str) -> Vec<String> {
    let code = scan::code_only(text);
    let mut found = sizes(text, &code);
    found.extend(forbidden(&code));
    found.extend(machine_paths(text));
    found.extend(layers::faults(path, &code));
    found.into_iter().map(|(line, what)| format!("{path}:{line}: {what}")).collect()
}

type Found = Vec<(usize, String)>;

fn numbered(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().map(|(index, line)| (index + 1, line))
}

fn sizes(text: &str, code: &str) -> Found {
    let mut found = Vec::new();
    let lines = text.lines().count();
    if lines > FILE_LINES {
        found.push((lines, format!("{lines} lines in a file, at most {FILE_LINES}")));
    }
    for (number, line) in numbered(text) {
        let chars = line.chars().count();
        if chars > LINE_CHARS {
            found.push((number, format!("{chars} characters in a line, at most {LINE_CHARS}")));
        }
    }
    for function in scan::functions(code) {
        let (name, lines) = (&function.name, function.lines);
        if lines > FUNCTION_LINES {
            let what = format!("{lines} lines in `{name}`, at most {FUNCTION_LINES}");
            found.push((function.line, what));
        }
    }
    found
}

fn forbidden(code: &str) -> Found {
    let mut found = Vec::new();
    for (number, line) in numbered(code) {
        for word in FORBIDDEN {
            if starts(line, word).next().is_some() {
                found.push((number, format!("`{word}` is not allowed")));
            }
        }
    }
    found
}

/// Where the word stands in the line without being the tail of a longer word or path.
fn starts<'a>(line: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    line.match_indices(word).map(|(at, _)| at).filter(move |&at| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || "_-.}".contains(c))
    })
}

/// Absolute paths of somebody's machine, in comments and literals too. A JSON pointer such as that
/// of a person's home has one part below it, hence the second number: parts that make a path.
fn machine_paths(text: &str) -> Found {
    let roots = [("home", 2), ("work", 2), ("Users", 1), ("root", 1), ("tmp", 1)];
    let mut found = Vec::new();
    for (root, parts) in roots {
        let root = ["/", root, "/"].concat();
        for (number, line) in numbered(text) {
            let below = |at: usize| {
                let rest = &line[at + root.len()..];
                let end = rest.find(|c: char| !c.is_alphanumeric() && !"_-./".contains(c));
                let rest = &rest[..end.unwrap_or(rest.len())];
                rest.split('/').filter(|part| !part.is_empty()).count()
            };
            if starts(line, &root).any(|at| below(at) >= parts) {
                found.push((number, format!("a path of one machine, below {root}")));
            }
        }
    }
    found
}

fn rust_files(folder: &Path, into: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries {
        let path = entry.expect("a readable entry").path();
        if path.is_dir() {
            rust_files(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            into.push(path);
        }
    }
}

#[test]
fn every_file_keeps_the_house_rules() {
    // Would break: files nobody can read in one sitting, and layers that know what they must not.
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in ["src", "tests", "benches"] {
        rust_files(&root.join(folder), &mut files);
    }
    files.sort();
    let mut found = Vec::new();
    for file in &files {
        let text = fs::read_to_string(file).expect("a readable source file");
        let path = file.strip_prefix(root).expect("a file below the root");
        let path = path.to_str().expect("a path in UTF-8").replace('\\', "/");
        found.extend(faults(&path, &text));
    }
    assert!(files.len() > 2, "found only {files:?}");
    assert!(found.is_empty(), "the house rules are broken:\n{}", found.join("\n"));
}

/// Expects one fault that contains the text, or none when the text is empty.
fn check(path: &str, text: &str, expected: &str) {
    let found = faults(path, text);
    let as_expected = match expected {
        "" => found.is_empty(),
        _ => found.len() == 1 && found[0].contains(expected),
    };
    assert!(as_expected, "expected `{expected}` in {path} of\n{text}\nfound {found:?}");
}

#[test]
fn sizes_are_measured() {
    // Would break: the limits on functions, files and lines could be passed unnoticed.
    let function = |inner: usize| format!("fn long() {{\n{}}}\n", "    step();\n".repeat(inner));
    check("src/cli/a.rs", &function(FUNCTION_LINES - 2), "");
    check("src/cli/a.rs", &function(FUNCTION_LINES - 1), "a.rs:1: 71 lines in `long`");
    check("src/cli/a.rs", &"// a\n".repeat(FILE_LINES), "");
    check("src/cli/a.rs", &"// a\n".repeat(FILE_LINES + 1), "401 lines in a file");
    check("src/cli/a.rs", &"é".repeat(LINE_CHARS), "");
    check("tests/it/a.rs", &"é".repeat(LINE_CHARS + 1), "101 characters");
    let tricky = "fn a(x: [u8; 2]) -> char {\n    let s = r#\"} \"}\"#;\n    '}' // }\n}\n";
    let code = scan::code_only(tricky);
    assert_eq!(scan::functions(&code).first().map(|f| f.lines), Some(4), "{code}");
}

#[test]
fn forbidden_words_are_found_in_code_only() {
    // Would break: unfinished code and switched-off tests could be merged.
    for word in ["todo!()", "unimplemented!()", "dbg!(x)", "#[ignore = \"slow\"]"] {
        check("benches/a.rs", word, "is not allowed");
        check("benches/a.rs", &format!("// {word}\nlet s = \"{}\";", word.replace('"', "")), "");
    }
    check("src/lib.rs", "#[allow(unused, dead_code)]", "`dead_code` is not allowed");
    let path = |parts: &[&str]| format!("// see /{}", parts.join("/"));
    check("src/lib.rs", &path(&["home", "ada", "x"]), "a path of one machine");
    check("src/lib.rs", &path(&["tmp", "x"]), "a path of one machine");
    check("src/lib.rs", &path(&["people", "0", "home", "lat"]), "");
    check("src/lib.rs", &path(&["home", "lat"]), "");
}
