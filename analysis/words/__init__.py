"""Numbers into words: how report, figures and README say an amount, an exchange, a time."""
