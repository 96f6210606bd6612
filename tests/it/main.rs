mod convert;
mod generate;
mod house;
mod intake;
mod mutate;
mod verify;
