mod generate;
mod highs_probe;
mod intake;
