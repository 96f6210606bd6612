mod mutate;
mod verify;
