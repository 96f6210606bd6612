//! The door: what is refused, what is set aside, what is filled in.

pub mod base;
mod checks;
mod good;
mod hostile;
mod refused_crews;
mod refused_jobs;
mod refused_top;
mod refused_world;
mod set_aside;
mod time;
mod travel;
