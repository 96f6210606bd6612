//! Content lines of RFC 5545: escaped, folded, each with its end.

/// The most octets of a line, its end not counted.
const OCTETS_MOST: usize = 75;

#[derive(Default)]
pub struct Lines(String);

impl Lines {
    /// A line whose value needs no escapes: numbers, times, words of the format.
    pub fn put(&mut self, name: &str, value: &str) {
        fold(&format!("{name}:{value}"), &mut self.0);
    }

    /// A line whose value is text for people.
    pub fn text(&mut self, name: &str, value: &str) {
        self.put(name, &escaped(value));
    }

    /// Lines that are made already.
    pub fn add(&mut self, lines: &str) {
        self.0.push_str(lines);
    }

    pub fn into_text(self) -> String {
        self.0
    }
}

/// Text as a value: a line feed stays one, other control characters are not allowed there.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => out.push('?'),
            c => out.push(c),
        }
    }
    out
}

/// Long lines go on after a space on the next one. No character is torn apart: not every reader
/// puts the octets together before it reads the characters.
fn fold(line: &str, out: &mut String) {
    let mut octets = 0;
    for c in line.chars() {
        if octets + c.len_utf8() > OCTETS_MOST {
            out.push_str("\r\n ");
            octets = 1;
        }
        out.push(c);
        octets += c.len_utf8();
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    // If this fails, a telephone refuses the whole calendar for one long or odd line.
    #[test]
    fn lines_are_folded_and_escaped() {
        let of = |value: &str| {
            let mut lines = Lines::default();
            lines.text("X", value);
            lines.into_text()
        };
        assert_eq!(of("a,b;c\\d\ne\tf"), "X:a\\,b\\;c\\\\d\\ne?f\r\n");
        let whole = "x".repeat(73);
        assert_eq!(of(&whole), format!("X:{whole}\r\n"), "75 octets fit");
        assert_eq!(of(&format!("{whole}y")), format!("X:{whole}\r\n y\r\n"));
        let wide = "é".repeat(200);
        let lines = of(&wide);
        assert!(lines.split("\r\n").all(|line| line.len() <= OCTETS_MOST));
        assert_eq!(lines.replace("\r\n ", ""), format!("X:{wide}\r\n"));
    }
}
