"""How series move together: correlations, their change, contagion."""
