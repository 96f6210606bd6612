//! What is sent and what is printed: shapes and texts only, no business logic.
//!
//! The contract they follow:
#![doc = include_str!("contract.md")]

pub mod node;
pub mod plan;
pub mod reader;
pub mod text;
