"""Faults of study.toml key by key: what pydantic found, in the user's keys and words."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from analysis.study.faults import MOST_EXAMINED, Fault, closest

Place = tuple[str | int, ...]

_BARE = re.compile(r"[\w.&=^-]+")
_WORDS = {
    "model_type": "a table",
    "dict_type": "a table",
    "tuple_type": "a list",
    "string_type": "text in quotes",
    "string_too_short": "some text",
    "int_type": "an integer",
    "int_parsing": "an integer",
    "int_from_float": "an integer",
    "float_type": "a number",
    "float_parsing": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "finite_number": "a number",
    "int_parsing_size": "an integer",
    "timezone_aware": "a moment with its time zone, as 2024-01-31T18:00:00Z",
    "datetime_type": "a moment with its time zone, as 2024-01-31T18:00:00Z",
    "date_type": "a day, as 2024-01-31",
    "date_from_datetime_inexact": "a day, as 2024-01-31",
}
"""What is allowed, where pydantic's own words are those of Python."""
BRIEF = 200
"""Characters of a value or a name that an error repeats."""


def faults_of_keys(model: type[BaseModel], declared: Mapping[str, Any], errors: Sequence[Any]) -> list[Fault]:
    """Say what is wrong with single keys: those that are unknown first, since a misspelt key is missing, too.

    Parameters
    ----------
    model : type of BaseModel
        The tables of the file.
    declared : mapping
        The file as it was read, by whose names the entries of lists are called.
    errors : sequence
        Of pydantic's ValidationError.
    """
    faults: list[Fault] = []
    meant: set[Place] = set()
    for error in [e for e in errors if e["type"] == "extra_forbidden"][:MOST_EXAMINED]:
        table, key = error["loc"][:-1], str(error["loc"][-1])
        keys = keys_at(model, table)
        missing = [e["loc"] for e in errors if e["type"] == "missing" and e["loc"][:-1] == table]
        remedy = closest(key, [place[-1] for place in missing]) or closest(key, keys) or "remove it"
        meant |= {place for place in missing if repr(place[-1]) in remedy}
        faults.append(Fault(_called(declared, error["loc"]), "unknown key", ", ".join(keys), remedy))
    others = [e for e in errors if e["type"] != "extra_forbidden" and e["loc"] not in meant]
    return faults + [_in_words(_called(declared, e["loc"]), e) for e in others[:MOST_EXAMINED]]


def keys_at(model: type[BaseModel], place: Place) -> list[str]:
    """Names of the keys allowed in the table at a place ("instruments", 3 -> the keys of an instrument)."""
    table = model
    for step in place:
        if not isinstance(step, str) or step not in table.model_fields:
            continue
        annotation = table.model_fields[step].annotation
        inner = [a for a in (annotation, *getattr(annotation, "__args__", ())) if isinstance(a, type)]
        table = next((a for a in inner if issubclass(a, BaseModel)), table)
    return sorted(table.model_fields)


def _in_words(where: str, error: Any) -> Fault:
    match error["type"]:
        case "missing":
            return Fault(where, "missing key", remedy="add it: it has no default")
        case "value_error":
            return Fault(where, str(error["ctx"]["error"]))
        case "literal_error":
            expected = error["ctx"]["expected"]
            remedy = closest(str(error["input"]), re.findall(r"'([^']*)'", expected)) or "correct it"
            return Fault(where, f"got {_brief(repr(error['input']))}", expected, remedy)
        case kind:
            got = error["input"]
            shown = str(got) if isinstance(got, dt.date) else _brief(repr(got))
            allowed = _WORDS.get(kind) or re.sub(
                r"^(Input|Value|String|Tuple|Dictionary) should (be |have )?", "", error["msg"]
            )
            return Fault(where, f"got {shown}", allowed)


def _brief(text: str) -> str:
    return text if len(text) <= BRIEF else f"{text[:BRIEF]} ..."


def _called(declared: Mapping[str, Any], place: Place) -> str:
    """Key at a place, as a user would call it: an entry of a list by its ticker or name, where it has one."""
    node: Any = declared
    steps = []
    for step in place:
        if step == "[key]":  # pydantic's word where a key is wrong, and not its value
            continue
        if isinstance(step, int):
            node = node[step] if isinstance(node, list) and step < len(node) else None
            own = node if isinstance(node, Mapping) else {}
            called = _brief(str(own.get("ticker") or own.get("fund") or own.get("name") or step + 1))
        else:
            node = node.get(step) if isinstance(node, Mapping) else None
            called = _brief(step)
        steps.append(called if _BARE.fullmatch(called) else f'"{called}"')
    return ".".join(steps)
