"""The engine applied to a study: its series, their tables and placebo designs, and the effects measured."""
