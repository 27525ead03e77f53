"""The same study again: against its committed results, and on another snapshot."""
