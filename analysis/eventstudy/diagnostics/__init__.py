"""Whether a return model fits: checks, influence, stability."""
