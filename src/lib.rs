
pub mod convert;
