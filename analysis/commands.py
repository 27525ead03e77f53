"""Commands of this program as text, to be pasted into a shell: in remedies, in what is printed next, in reports."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from shlex import quote

NAME = "claimcheck"
"""The command that an installation has; a report names it, so that it does not depend on how the program was called."""
MODULE = "analysis"


def called() -> str:
    """The program as it was called: "claimcheck", or ".venv/bin/python -m analysis".

    Within another program, a notebook or a test, "python -m analysis".
    """
    words = sys.orig_argv[: len(sys.orig_argv) - len(sys.argv) + 1]  # what stood before the program's own words
    spec = getattr(sys.modules.get("__main__"), "__spec__", None)
    if spec is not None and spec.name == f"{MODULE}.__main__":
        return " ".join(map(quote, words))
    script = Path(sys.argv[0] if sys.argv else "")
    if script.name in (NAME, f"{NAME}.exe"):
        found = shutil.which(NAME)
        return NAME if found and Path(found).resolve() == script.resolve() else quote(str(script))
    return f"python -m {MODULE}"


def command(*words: object, program: str = "") -> str:
    """A command that can be pasted, each word quoted where a shell would read it otherwise.

    Parameters
    ----------
    words : object
        The command's name, folders, options.
    program : str, optional
        How the program is called; as it was called now, if not given.
    """
    return " ".join([program or called(), *(quote(str(word)) for word in words)])
