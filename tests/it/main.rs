mod generate;
mod intake;
