"""Many units on one day: a line through all of them, and how far off it some groups of them are."""
