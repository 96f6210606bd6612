//! The beginnings of rules that `rules new` writes, compiled here so that they go on compiling.

pub mod link;
pub mod plan;
pub mod route;
