"""The study of the assets' own prices that lies within a study of funds, and what of it is missing."""

from __future__ import annotations

from analysis.errors import StudyError
from analysis.study.faults import Fault, refuse
from analysis.study.own_files import OWN_PRICES, own_file
from analysis.study.study import Study, load_study
from analysis.study.toml.inheritance import declared_in, declared_instruments


def load_itself(study: Study) -> Study | None:
    """The study within, where one is declared (``itself``) and all of its files are there (:func:`lacking`).

    Raises
    ------
    StudyError
        If it is wrong, does not inherit from this study, or needs prices of others that this study does not have.
    """
    if study.itself is None or lacking(study):
        return None
    inner = load_study(study.folder / study.itself)
    where = f"{inner.folder / 'study.toml'}"
    if inner.outer != study.folder:
        raise StudyError(where, f"does not inherit from {study.name}", remedy='add the line inherits = ".."')
    refuse(inner.folder / "study.toml", _of_its_own(inner, study))
    theirs = study.tickers()
    strange = [i.ticker for i in inner.instruments if not i.own and i.available == "bundled" and i.ticker not in theirs]
    if strange:
        what = f"{', '.join(strange)}: no instrument of {study.name}, so nobody fetches it"
        raise StudyError(where, what, allowed=", ".join(theirs), remedy="declare it there too, or take another")
    return inner


SHARED = ("claim", "event", "decision", "placebo")
"""What both studies have in common, or they would answer different questions by different rules."""


def _of_its_own(inner: Study, outer: Study) -> list[Fault]:
    """What a study within declares otherwise than the outer one, though both are of one claim, event and rule."""
    remedy = "remove the table: it is inherited"
    faults = [
        Fault(key, f"is not that of {outer.name}", remedy=remedy)
        for key in SHARED
        if getattr(inner, key) != getattr(outer, key)
    ]
    if inner.file("article.md") != outer.file("article.md"):
        faults.append(
            Fault("article.md", "is another article", remedy="remove the file: that of the outer study counts")
        )
    return faults


def lacking(study: Study) -> tuple[str, ...]:
    """Files of the study within that are not there, by their path in the study's folder.

    Without them the outer study runs on its funds alone.
    """
    if study.itself is None:
        return ()
    folder = study.folder / study.itself
    if folder.resolve().parent != study.folder.resolve():
        where = f"{study.folder / 'study.toml'}: itself"
        raise StudyError(where, f"{study.itself!r} is no folder within the study's own", remedy="name one, as own")
    if not (folder / "study.toml").is_file():
        return (f"{study.itself}/study.toml",)
    declared = declared_in(folder)[0]
    own = [t["ticker"] for t in declared_instruments(declared) if t.get("source") == "csv"]
    said = declared.get("prices")  # what is wrong with it is said when the study within is loaded
    places = said if isinstance(said, list) and said and all(isinstance(p, str) for p in said) else OWN_PRICES
    files = [folder / "exposures.csv", *(own_file(folder, places, str(ticker)) for ticker in own)]
    return tuple(f"{study.itself}/{path.relative_to(folder).as_posix()}" for path in files if not path.exists())
