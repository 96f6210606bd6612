//! The door: a request is read once, every fault named, and becomes a [`case::Case`].

pub mod case;
