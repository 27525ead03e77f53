"""The study of the assets' own prices that lies within a study of funds, and what of it is missing."""

from __future__ import annotations

from analysis.errors import StudyError
from analysis.study.inheritance import declared_in, instruments_in
from analysis.study.quotes import quote_file
from analysis.study.study import Study, load_study


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
    theirs = study.tickers()
    strange = [i.ticker for i in inner.instruments if not i.own and i.available == "bundled" and i.ticker not in theirs]
    if strange:
        what = f"{', '.join(strange)}: no instrument of {study.name}, so nobody fetches it"
        raise StudyError(where, what, allowed=", ".join(theirs), remedy="declare it there too, or take another")
    return inner


def lacking(study: Study) -> tuple[str, ...]:
    """Files of the study within that are not there, by their path in the study's folder.

    Without them the outer study runs on its funds alone.
    """
    if study.itself is None:
        return ()
    folder = study.folder / study.itself
    if not (folder / "study.toml").is_file():
        return (f"{study.itself}/study.toml",)
    own = [t["ticker"] for t in instruments_in(declared_in(folder)[0]) if t.get("source") == "csv"]
    files = [folder / "exposures.csv", *(quote_file(folder, str(ticker)) for ticker in own)]
    return tuple(f"{study.itself}/{path.relative_to(folder).as_posix()}" for path in files if not path.exists())
