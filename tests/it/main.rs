mod hostile;
mod intake;
mod mutate;
mod verify;
