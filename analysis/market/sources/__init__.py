"""Where prices come from: one protocol, one file a source."""
