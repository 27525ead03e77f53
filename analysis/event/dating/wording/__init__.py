"""How days are written, and what the words around them make of them: part and tense."""
