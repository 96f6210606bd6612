//! The door: what is refused, what is set aside, what is filled in.

mod base;
mod good;
