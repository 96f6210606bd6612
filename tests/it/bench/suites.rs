//! The built-in suites and the recognition of files.

use callboard::bench::SUITES;
use callboard::convert::{Format, Kind, detect};
use callboard::generate::text;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

#[test]
fn the_suites_are_the_same_everywhere() {
    // Would break: two people who name the same suite would measure different requests.
    let mut prints = Vec::new();
    let mut names = BTreeSet::new();
    for suite in SUITES {
        let mut all = Sha256::new();
        let members = suite.members();
        let own: Vec<&str> = members.iter().map(|member| member.name.as_str()).collect();
        for member in &members {
            let request = text(&member.request());
            all.update(&request);
            assert_eq!(detect(request.as_bytes()), Kind::Request, "{}", member.name);
            if suite.name != "scale" {
                callboard::intake::admit(request.as_bytes())
                    .unwrap_or_else(|faults| panic!("{}: {faults:?}", member.name));
            }
        }
        assert!(own.len() > 2 && own.iter().all(|name| name.starts_with(suite.name)), "{own:?}");
        names.extend(own.iter().map(|name| (*name).to_owned()));
        let print: String = all.finalize()[..6].iter().map(|byte| format!("{byte:02x}")).collect();
        prints.push(format!("{} {} {print}", suite.name, members.len()));
    }
    assert_eq!(names.len(), 8 + 4 + 6 + 3, "every name is there once");
    assert_eq!(
        prints,
        [
            "days 8 638176fe7f70",
            "weeks 4 b8a470e7ebc6",
            "installs 6 1d352ef5882e",
            "scale 3 974d27ff9320"
        ],
        "a suite holds other requests than before; saved runs cannot be compared with it"
    );
}

#[test]
fn files_are_told_by_what_is_in_them() {
    // Would break: a folder of public instances is refused, or a table is planned as a request.
    let solomon = "C101\n\nVEHICLE\nNUMBER CAPACITY\n 25 200\n\nCUSTOMER\nCUST NO.\n 0 1 2\n";
    let trsp = "R1\n\nINFO\nCREW COUNT\n 12 0\n\nDEPOT TECHNICIANS\nID X Y\n0 1 1\n";
    for (text, kind) in [
        (r#"{"problem":{"crews":[]}}"#, Kind::Request),
        (" {\"problem\":", Kind::Request),
        ("\u{feff}{\"techs\":[],\"jobs\":[],\"N\":0}", Kind::Foreign(Format::Techday)),
        (r#"{"vehicles":[],"jobs":[]}"#, Kind::Foreign(Format::Vroom)),
        (r#"{"vehicles":[],"shipments":[]}"#, Kind::Foreign(Format::Vroom)),
        (solomon, Kind::Foreign(Format::Solomon)),
        (trsp, Kind::Foreign(Format::Trsp)),
        (&trsp.replace('\n', "\r\n"), Kind::Foreign(Format::Trsp)),
        (r#"{"name":"x","patients":[],"caregivers":[]}"#, Kind::Foreign(Format::Hhcrsp)),
        (r#"{"name":"x","patients":[],"nurses":[]}"#, Kind::Unknown),
        ("{}", Kind::Unknown),
        ("[1, 2]", Kind::Unknown),
        ("instance,cost\nC101,8273\n", Kind::Unknown),
        ("", Kind::Unknown),
    ] {
        assert_eq!(detect(text.as_bytes()), kind, "{text}");
    }
    assert_eq!(detect(b"\x89PNG\r\n"), Kind::Unknown);
}
