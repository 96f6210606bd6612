//! Which addresses are understood, and as what.

use callboard::travel::osrm::Address;

/// Expects the address to be asked at, or words of the refusal.
fn check(text: &str, expected: Result<&str, &str>) {
    match (text.parse::<Address>(), expected) {
        (Ok(address), Ok(base)) => assert_eq!(address.base(), base, "{text}"),
        (Err(why), Err(words)) => assert!(why.contains(words), "{text}: no `{words}` in `{why}`"),
        (found, _) => panic!("{text}: expected {expected:?}, found {found:?}"),
    }
}

#[test]
fn addresses_lead_to_the_table_service() {
    // Would break: a server behind a gateway, or with another profile, is asked at a wrong path.
    check("http://127.0.0.1:5000", Ok("http://127.0.0.1:5000/table/v1/driving"));
    check(" http://127.0.0.1:5000/ ", Ok("http://127.0.0.1:5000/table/v1/driving"));
    check("HTTP://roads", Ok("http://roads/table/v1/driving"));
    check("http://[::1]:5000", Ok("http://[::1]:5000/table/v1/driving"));
    check("http://gate/roads/", Ok("http://gate/roads/table/v1/driving"));
    check("http://gate/table/v1", Ok("http://gate/table/v1/driving"));
    check("http://gate/table/v1/bike", Ok("http://gate/table/v1/bike"));
    check("http://gate/a/b/table/v1/bike/", Ok("http://gate/a/b/table/v1/bike"));
}

#[test]
fn other_addresses_are_refused_with_a_way_out() {
    // Would break: a mistyped address fails as if the server were down.
    check("https://roads.example", Err("local proxy"));
    check("HTTPS://roads.example", Err("https is not spoken here"));
    check("127.0.0.1:5000", Err("write it like http://127.0.0.1:5000"));
    check("localhost", Err("does not begin with http://"));
    check("ftp://roads", Err("does not begin with http://"));
    check("", Err("this is no address"));
    check("http://", Err("this is no address"));
    check("http://roads here", Err("this is no address"));
    check("http://ada:secret@roads", Err("name and password"));
    check("http://roads?x=1", Err("before ? and #"));
    check("http://roads/#x", Err("before ? and #"));
    check("http://roads/table/v1/a/9.5,47.1", Err("one word, the profile"));
}
