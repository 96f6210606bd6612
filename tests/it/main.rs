mod convert;
mod generate;
mod hostile;
mod house;
mod intake;
mod mutate;
mod verify;
