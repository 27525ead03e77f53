"""Event studies of what news articles claim about markets."""
