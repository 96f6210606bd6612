//! The built-in suites: requests of our own generators, the same on every machine.

use crate::generate::{Kind, Options, generate};
use serde_json::Value;

pub struct Suite {
    pub name: &'static str,
    /// What is in it, for the help.
    pub line: &'static str,
    members: fn() -> Vec<Member>,
}

pub const SUITES: [Suite; 4] = [
    Suite {
        name: "days",
        line: "technician days of 30, 60, 100 and 200 jobs, each without and with a lunch break",
        members: days,
    },
    Suite {
        name: "weeks",
        line: "four weeks of installs and service calls, 260 jobs for 20 crews",
        members: weeks,
    },
    Suite {
        name: "installs",
        line: "install weeks of 30, 60 and 120 installs, plain, and with parts, pairs and lunch",
        members: installs,
    },
    Suite {
        name: "scale",
        line: "city days of 1,000, 2,000 and 5,000 service calls",
        members: scale,
    },
];

/// One request of a suite.
pub struct Member {
    pub name: String,
    kind: Kind,
    options: Options,
}

impl Suite {
    pub fn named(name: &str) -> Option<&'static Suite> {
        SUITES.iter().find(|suite| suite.name == name)
    }

    /// The smallest first; names sort as they count.
    pub fn members(&self) -> Vec<Member> {
        (self.members)()
    }
}

impl Member {
    pub fn request(&self) -> Value {
        generate(self.kind, &self.options)
    }
}

fn days() -> Vec<Member> {
    let each = [30, 60, 100, 200].into_iter().flat_map(|jobs| {
        [(false, "free"), (true, "lunch")].map(|(lunch, word)| Member {
            name: format!("days-{jobs:03}-{word}"),
            kind: Kind::Techday,
            options: Options { jobs, lunch, ..Options::default() },
        })
    });
    each.collect()
}

fn weeks() -> Vec<Member> {
    let week = |seed| Member {
        name: format!("weeks-{seed}"),
        kind: Kind::Demo,
        options: Options { seed, ..Options::default() },
    };
    (1..=4).map(week).collect()
}

fn installs() -> Vec<Member> {
    let each = [30, 60, 120].into_iter().flat_map(|installs: usize| {
        let crews = Some(installs.div_ceil(8));
        let plain = Options { installs: Some(installs), crews, ..Options::default() };
        let (parts, together) = (installs / 10, installs / 15);
        let mixed = Options { lunch: true, parts, together, ..plain.clone() };
        [("plain", plain), ("mixed", mixed)].map(|(word, options)| Member {
            name: format!("installs-{installs:03}-{word}"),
            kind: Kind::Week,
            options,
        })
    });
    each.collect()
}

fn scale() -> Vec<Member> {
    let day = |jobs| Member {
        name: format!("scale-{jobs}"),
        kind: Kind::Day,
        options: Options { jobs, ..Options::default() },
    };
    [1000, 2000, 5000].map(day).into()
}
