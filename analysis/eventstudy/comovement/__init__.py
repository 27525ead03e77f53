"""How series move with one another: correlations, their change, contagion."""
