mod convert;
mod generate;
mod intake;
