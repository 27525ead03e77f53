"""The report: which pieces, in which order; results.json, figures, tables and text of a run; the README's verdict."""
