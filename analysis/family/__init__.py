"""A family of events: many dates of one story, judged together on the prices of the studies that it names."""
