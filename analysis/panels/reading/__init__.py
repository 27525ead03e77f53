"""Tables as people keep them: what form they have is recognised and said, and refused where two readings differ."""
