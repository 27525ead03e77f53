"""The battery of tests on a panel of events, and how far each can be trusted on one date."""
