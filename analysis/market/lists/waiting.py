"""Answers that wait until all lists of a fetch are there: none is asked for again after a fetch that failed."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis.errors import FetchError
from analysis.files import write_atomically
from analysis.market.lists.pricing import DayList
from analysis.market.lists.store import digest_of


@dataclass(frozen=True, slots=True, repr=False)
class Came:
    """A list that came.

    Attributes
    ----------
    found : DayList
    form : str
        In which form: "json" or "csv".
    retrieved_at : str
        When (UTC).
    response_sha256 : str
        Of the answer it was made from.
    """

    found: DayList
    form: str
    retrieved_at: str
    response_sha256: str


def waiting_file(staging: Path, fund: str, day: object) -> Path:
    """Where an answer waits."""
    return staging / f"{fund}.{day}.list.json.gz"


def keep_waiting(path: Path, address: str, found: DayList, form: str, response: bytes) -> Came:
    """Keep an answer as it came, with the address it came from."""
    came = Came(found, form, pd.Timestamp.now(tz="UTC").strftime("%Y-%m-%dT%H:%M:%SZ"), digest_of(response))
    entry = {
        "address": address,
        "form": form,
        "retrieved_at": came.retrieved_at,
        "response_sha256": came.response_sha256,
        "response": base64.b64encode(response).decode(),
    }
    write_atomically(path, gzip.compress(json.dumps(entry).encode(), compresslevel=4, mtime=0))
    return came


def read_waiting(path: Path, address: str, read: Callable[[bytes], DayList]) -> Came | None:
    """An answer that waits, if it is whole and came from the address; None where there is none.

    Parameters
    ----------
    path : Path
    address : str
    read : callable
        Makes a list of an answer; what it refuses is fetched anew.
    """
    if not path.is_file():
        return None
    try:
        entry = json.loads(gzip.decompress(path.read_bytes()))
        response = base64.b64decode(entry["response"], validate=True)
        if (entry["address"], entry["response_sha256"]) != (address, digest_of(response)):
            return None
        return Came(read(response), entry["form"], entry["retrieved_at"], entry["response_sha256"])
    except (OSError, EOFError, ValueError, KeyError, TypeError, FetchError):
        return None
