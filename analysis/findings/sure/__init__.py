"""HOW SURE can we be? Supplements: none stops the primary test."""
