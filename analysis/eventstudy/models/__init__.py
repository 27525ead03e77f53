"""Return models: what a fitted one is, and how each is estimated."""
