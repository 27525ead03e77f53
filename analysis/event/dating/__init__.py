"""The event's day: time cues, the day of publication, and what the lead of an article says."""
