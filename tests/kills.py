"""A process that is killed at its file-system events, one after the other: counted, not timed."""

import itertools
import multiprocessing
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

CHANGES = {"os.chmod", "os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.symlink", "os.truncate"}


LOADED = ["tests.kills", "tests.price_server.offline", "tests.list_server.offline", "tests.runs.rendered"]
"""What the one process holds from which all others are forked: it has no threads, and has computed what they need."""


def kills(work, *arguments, below):
    """Call a function in a child that is killed at its first event below a folder; yield; at its second; and so on.

    The last child of all meets no further event and ends well.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(LOADED)
    for number in itertools.count(1):
        child = context.Process(target=_work_and_die, args=(work, arguments, below, number))
        child.start()
        child.join(60)
        if child.exitcode == 0:
            return
        assert child.exitcode == -signal.SIGKILL
        yield number


def _work_and_die(work, arguments, below, number):
    os.fsync = lambda descriptor: None  # a machine may lose what was written, a killed process does not
    sys.addaudithook(_Killer(below, number))
    work(*arguments)


class _Killer:
    """Counts what Python announces before it changes a disk; an opening twice, before and after the file is there."""

    def __init__(self, below, number):
        self.below, self.left = str(below), number

    def __call__(self, event, details):
        if event == "open":
            path, _, flags = details
            if flags & (os.O_WRONLY | os.O_RDWR) and self._below(path, -1):
                self._count()
                if self.left == 1:
                    self.left = 0  # what is announced from here on does not count
                    with suppress(OSError):
                        os.open(path, flags, 0o666)
                    os.kill(os.getpid(), signal.SIGKILL)
                self._count()
        elif event in CHANGES and self._below(details[0], details[-1]):
            self._count()

    def _below(self, path, folder):
        if isinstance(path, int) or self.left <= 0:
            return False
        around = Path(f"/proc/self/fd/{folder}").readlink() if folder >= 0 else Path.cwd()
        return str(around / os.fsdecode(path)).startswith(self.below)

    def _count(self):
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
