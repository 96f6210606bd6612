mod convert;
mod generate;
mod highs_probe;
mod house;
mod intake;
mod mutate;
mod verify;
