mod convert;
mod generate;
mod house;
mod intake;
