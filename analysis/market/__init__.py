"""WHAT MOVED? Prices that can be trusted, and their returns."""
