//! People: who they are, where they live, what they know.

use super::case::Person;
use super::places::Places;
use crate::rules::{ReadCx, skills::read_held};
use crate::wire::node::Node;
use crate::wire::reader::Obj;
use std::collections::HashMap;

/// The people of a request.
#[derive(Default)]
pub struct People {
    pub list: Vec<Person>,
    /// The position of each in the request.
    pub index: Vec<usize>,
    pub by_id: HashMap<String, usize>,
    /// Whether someone could not be read at all: then an unknown name proves nothing.
    pub partial: bool,
}

impl People {
    pub fn read(problem: &mut Obj, places: &mut Places, cx: &mut ReadCx) -> People {
        let mut people = People::default();
        let given = problem.get("people").is_some();
        let Some(items) = problem.items("people", cx.faults) else {
            people.partial = given;
            return people;
        };
        for (i, node) in items.iter().enumerate() {
            match read_person(node, &format!("/problem/people/{i}"), places, cx) {
                Some(person) => people.add(person, i, cx),
                None => people.partial = true,
            }
        }
        people
    }

    fn add(&mut self, person: Person, index: usize, cx: &mut ReadCx) {
        if self.by_id.contains_key(&person.id) {
            let at = format!("/problem/people/{index}/id");
            let message = format!("another person has the id {}", person.id);
            let hint = "give each person an own id";
            cx.faults.fault("DUPLICATE_ID", &at, &person.id, &message, hint);
            return;
        }
        self.by_id.insert(person.id.clone(), self.list.len());
        self.list.push(person);
        self.index.push(index);
    }
}

fn read_person(node: &Node, at: &str, places: &mut Places, cx: &mut ReadCx) -> Option<Person> {
    let mut o = Obj::open(node, at, cx.faults)?;
    let id = o.needed_id("id", cx.faults);
    let home = places.named(&mut o, "home", cx.faults);
    let skills = read_held(&mut o, cx);
    o.get("metadata");
    o.close(cx.faults);
    Some(Person { id: id?, home, skills })
}
