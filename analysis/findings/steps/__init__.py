"""The four questions as steps: each shows itself, and holds its pieces of evidence."""
