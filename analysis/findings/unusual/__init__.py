"""HOW UNUSUAL? What the primary test found, and what stands beside it."""
