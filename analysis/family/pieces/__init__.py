"""The pieces of a family's report: as of a study, each its numbers, its paragraph, and its figure if it has one."""
