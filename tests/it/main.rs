mod intake;
mod mutate;
mod verify;
