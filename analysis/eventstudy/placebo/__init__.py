"""Other dates as the yardstick: sample quantiles, corrections, power, equivalence, specifications."""
