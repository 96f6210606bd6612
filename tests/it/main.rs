mod generate;
mod highs_probe;
