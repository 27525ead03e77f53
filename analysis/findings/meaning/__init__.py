"""WHAT DOES IT MEAN? What could have been seen, and what may be concluded."""
