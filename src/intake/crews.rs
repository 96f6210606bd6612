//! Crews: members, where their shifts begin and end, and what the rules read from them.

use super::case::Crew;
use super::people::People;
use super::places::{Places, nearest_id};
use super::shifts::Rota;
use crate::rules::{CrewSpecs, ReadCx, close_shared};
use crate::wire::node::Node;
use crate::wire::plan::Assumed;
use crate::wire::reader::{Obj, text_of};
use serde_json::json;
use std::collections::HashSet;

/// The most crews of one request.
pub const MOST: usize = 2000;

/// The crews of a request, each with its rota.
#[derive(Default)]
pub struct Crews {
    pub list: Vec<Crew>,
    pub rotas: Vec<Rota>,
    /// Whether some crew could not be read at all: then an unknown name proves nothing.
    pub partial: bool,
}

impl Crews {
    pub fn read(
        problem: &mut Obj,
        people: &People,
        places: &mut Places,
        assumed: &mut Vec<Assumed>,
        cx: &mut ReadCx,
    ) -> Crews {
        let mut crews = Crews { partial: true, ..Crews::default() };
        if problem.get("crews").is_none() {
            problem.missing("crews", "list the crews that can be sent", cx.faults);
        }
        let Some(items) = problem.items("crews", cx.faults) else { return crews };
        let at = "/problem/crews";
        if items.is_empty() {
            let message = "there is no crew to send";
            cx.faults.fault("NO_CREWS", at, "a list of 0", message, "list one crew or more");
            return crews;
        }
        if items.len() > MOST {
            super::too_large(at, items.len(), MOST, "crews", cx.faults);
            return crews;
        }
        crews.partial = false;
        let mut seen = HashSet::new();
        for (i, node) in items.iter().enumerate() {
            let mut reading = Reading { people, places, assumed };
            let Some((crew, rota)) = reading.crew(node, i, cx) else {
                crews.partial = true;
                continue;
            };
            if !seen.insert(crew.id.clone()) {
                let message = format!("another crew has the id {}", crew.id);
                let hint = "give each crew its own id";
                cx.faults.fault("DUPLICATE_ID", &format!("{at}/{i}/id"), &crew.id, &message, hint);
                continue;
            }
            crews.list.push(crew);
            crews.rotas.push(rota);
        }
        crews
    }
}

struct Reading<'r> {
    people: &'r People,
    places: &'r mut Places,
    assumed: &'r mut Vec<Assumed>,
}

impl Reading<'_> {
    fn crew(&mut self, node: &Node, index: usize, cx: &mut ReadCx) -> Option<(Crew, Rota)> {
        let mut o = Obj::open(node, &format!("/problem/crews/{index}"), cx.faults)?;
        let id = o.needed_id("id", cx.faults);
        let members = self.members(&mut o, cx);
        let lead = self.lead(&mut o, &members, cx);
        let mut rota = Rota::read(&mut o, self.assumed, cx);
        let mut crew = Crew {
            id: String::new(),
            index,
            members,
            lead,
            start: self.places.named(&mut o, "start", cx.faults),
            end: self.places.named(&mut o, "end", cx.faults),
            specs: CrewSpecs::read(&mut o, cx),
        };
        rota.start_at = o.at("start");
        rota.end_at = o.at("end");
        if o.get("start").is_none() && o.get("end").is_none() {
            self.home(&mut crew, &mut rota);
        }
        close_shared(&mut o, cx);
        o.get("metadata");
        o.close(cx.faults);
        crew.id = id?;
        Some((crew, rota))
    }

    /// A crew without start and end sets out from its lead's home, else from the first member's.
    fn home(&mut self, crew: &mut Crew, rota: &mut Rota) {
        let order = crew.lead.iter().chain(&crew.members);
        let Some(&who) = order.into_iter().find(|m| self.people.list[**m].home.is_some()) else {
            return;
        };
        crew.start = self.people.list[who].home;
        crew.end = crew.start;
        for (key, place) in [("start", crew.start), ("end", crew.end)] {
            let pointer = format!("/problem/crews/{}/{key}", crew.index);
            let id = place.map(|p| self.places.list[p.at()].id.clone());
            self.assumed.push(Assumed { pointer, value: json!(id) });
        }
        rota.start_at = format!("/problem/people/{}/home", self.people.index[who]);
        rota.end_at.clone_from(&rota.start_at);
    }

    fn members(&self, o: &mut Obj, cx: &mut ReadCx) -> Vec<usize> {
        let mut members = Vec::new();
        let mut seen = HashSet::new();
        for (at, node) in &o.list("members", cx.faults) {
            let Some(id) = text_of(node, at, cx.faults) else { continue };
            match self.people.by_id.get(&id) {
                Some(who) if !seen.insert(*who) => {
                    let message = format!("member {id} is in this crew twice");
                    let hint = "name each member once";
                    cx.faults.fault("DUPLICATE_MEMBER", at, &id, &message, hint);
                }
                Some(who) => members.push(*who),
                None if self.people.partial => {}
                None => self.unknown(&id, at, cx),
            }
        }
        members
    }

    fn unknown(&self, id: &str, at: &str, cx: &mut ReadCx) {
        let known = self.people.list.iter().map(|p| p.id.as_str());
        let near = nearest_id(id, known, cx.faults);
        let message = format!("no person has the id {id}");
        let hint = near.unwrap_or_else(|| "add the person to people".to_owned());
        cx.faults.fault("UNKNOWN_PERSON", at, id, &message, &hint);
    }

    fn lead(&self, o: &mut Obj, members: &[usize], cx: &mut ReadCx) -> Option<usize> {
        let id = o.text("lead", cx.faults)?;
        let at = o.at("lead");
        match self.people.by_id.get(&id) {
            Some(who) if members.contains(who) => Some(*who),
            None if self.people.partial => None,
            None => {
                self.unknown(&id, &at, cx);
                None
            }
            Some(_) => {
                let message = format!("person {id} leads this crew but is no member of it");
                let hint = "add the lead to members";
                cx.faults.fault("LEAD_NOT_MEMBER", &at, &id, &message, hint);
                None
            }
        }
    }
}
