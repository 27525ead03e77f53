"""Helpers of this project that still work."""

import multiprocessing


def helpers_left():
    """Forked copies of this process; other libraries keep processes of their own, started in other ways, for later."""
    return [child for child in multiprocessing.active_children() if child.name.startswith("ForkProcess")]
