//! What is sent and what is printed: shapes and texts only, no business logic. They follow the
//! [`contract`].

/// The page itself.
///
#[doc = include_str!("contract.md")]
// Brackets mean lists there, never links.
#[allow(rustdoc::broken_intra_doc_links)]
pub mod contract {}
pub mod node;
pub mod plan;
pub mod reader;
pub mod text;
