"""The files of a new study, as text: each choice with what it is and what to check, and no number that nobody knows."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from analysis.event.calendar import COLUMNS as CALENDAR
from analysis.market.exposures import COLUMNS as EXPOSURES
from analysis.market.exposures import WORLD
from analysis.scaffold.draft import Draft
from analysis.scaffold.proposals import Proposed
from analysis.study.csv_tables import EXAMPLE
from analysis.study.toml.defaults import SNAPSHOT

HEAD = """\
# A new study. What stands here are its choices: check each, then change it or keep it. What does not stand here has a
# default, which the report prints beside them. `python -m analysis doctor` says what is missing or weak.
"""
ROLES = """\
# role: target    what the claim is about, or a series that holds it (how much: exposures.csv)
#       placebo   alike, and holds none of it: the targets are compared with it
#       regional  a neighbour that the news may have moved          factor    explains the others' returns
# markets: which entries of calendar.csv concern it (column `affects`); its ticker always does
"""
VERBATIM = """\
verbatim = true  # the publisher's own words, for your disk alone: tell the article in yours, with its words for days
                 # and claim.quote as it stands, then remove this line and article.md from .gitignore
"""
IGNORED = """\
# article.md holds the publisher's own words: tell it in yours before you publish this folder, then delete this file.
article.md
"""
NO_LIKE = "WHY NO SUCH SERIES EXISTS, IF YOU KNOW THAT"
"""What a draft leaves to its author: that none lies at hand does not tell that none exists."""
UNTESTED = "by how much"
"""What a claim may say beside the direction: an example."""
OPEN = {"exposures": "PERCENT", "calendar": "WHAT ELSE HAPPENED"}
"""What an example leaves open: no number and no fact."""


def study_toml(draft: Draft, snapshot: str) -> str:
    """study.toml: claim, event, series, and the windows where the usual ones will not do.

    Parameters
    ----------
    draft : Draft
    snapshot : str
        Folder of the bundled prices as seen from the study's.
    """
    claim, lines = draft.choice.claim, [HEAD]
    lines += [_key("title", draft.title), _key("question", draft.question, "does it ask what the article claims?")]
    if snapshot != SNAPSHOT:
        lines.append(_key("snapshot", snapshot, "the bundled prices, relative to this folder"))
    lines += ["", "[claim]", _key("quote", claim.quote, "the article's own words, at most 15")]
    lines.append(_key("assets", claim.assets, "the word by which the claim's sentence calls them"))
    if draft.selection.issuers:
        lines.append(_key("issuers", draft.selection.issuers))
    lines.append(_key("direction", claim.direction, "gain, loss, or move (either way)"))
    lines.append(f'# untested = "{UNTESTED}"  # what else the quote says, and no test asks')
    lines += ["", "[event]", _key("name", draft.event, "what the report calls it")]
    lines.append(f"date      = {draft.day}  # {_dated(draft)}")
    lines.append(_key("date_from", "declared" if draft.day_declared else "article"))
    lines.append(f"instant   = {draft.moment.first:%Y-%m-%dT%H:%M:%SZ}  # {_instant(draft)}")
    if draft.moment.day_only:
        lines.append(f"until     = {draft.moment.last:%Y-%m-%dT%H:%M:%SZ}  # the last moment of that day")
    lines.append(_key("source", draft.moment.source, "who says when it became known"))
    lines.append(_key("terms", draft.terms, "the article's words for the event: its day is the one they are tied to"))
    lines += ["", ROLES.rstrip("\n")]
    for series in draft.selection.series:
        lines += ["[[instruments]]", *_instrument(series), ""]
    lines += list(_windows(draft))
    if draft.selection.no_like:
        lines += ["[placebo]", f"# {draft.selection.no_like}; {_like_comment(draft)}"]
        lines += [f'# no_like_fund = "{NO_LIKE}"  # then a verdict asks for no comparison', ""]
    return "\n".join(lines)


def _key(name: str, value: str | Sequence[str], comment: str = "") -> str:
    shown = json.dumps(value, ensure_ascii=False)
    return f"{name:<9} = {shown}" + (f"  # {comment}" if comment else "")


def _dated(draft: Draft) -> str:
    if draft.day_declared:
        return "as given: the article's own cues must not contradict it"
    return "from the article's own cues; `python -m analysis date` shows them"


def _instant(draft: Draft) -> str:
    if draft.moment.day_only:
        return "only the day is known: its first moment; with the hour and its source leave until out"
    return "when the news became known, not when the article was written"


def _instrument(series: Proposed) -> Iterator[str]:
    where = {"bundled": "", "to be fetched": "prices to be fetched", "own file": "prices in this folder"}[series.where]
    yield _key("ticker", series.ticker, where)
    yield _key("name", series.name, "" if series.name != series.ticker else "how the report is to call it")
    yield _key("role", series.role)
    yield _key("markets", series.markets)
    if series.exchange != "XNYS" and not series.valued:
        yield _key("exchange", series.exchange)
    if series.currency != "USD":
        yield _key("currency", series.currency)
    if series.file:
        yield _key("source", "csv")
    if series.valued:
        yield _key("sessions", "quoted")
        yield _key("valued", series.valued, "the hour of the quotes; of clean prices add price, coupon, maturity")
    elif series.closes:
        yield _key("bars", "closes")


def _windows(draft: Draft) -> Iterator[str]:
    if draft.windows:
        span = f"{draft.moment.first:%d %B %H:%M} to {draft.moment.last:%d %B %H:%M} UTC"
        yield f"# Windows that hold the news whenever it broke on that day, {span}."
    for window in draft.windows:
        yield "[[windows]]"
        yield from (_key(name, str(window[name])) for name in ("name", "returns"))
        yield from (f"{name:<9} = {window[name]}" for name in ("first", "last"))
        yield ""


def _like_comment(draft: Draft) -> str:
    fetched = draft.selection.likes_to_fetch
    return (
        f"others would have to be fetched: {', '.join(fetched)}"
        if fetched
        else "add one with role placebo, if you know one"
    )


def exposures_csv(draft: Draft) -> str:
    """exposures.csv: what is known of each series, and an example row of each weight that is not."""
    issuers = draft.selection.issuers or (WORLD,)
    rows: list[Sequence[str]] = []
    for series in (*draft.selection.of("target"), *draft.selection.of("placebo")):
        for issuer in issuers:
            rows.append(_weight(series, issuer, str(draft.day)))
    if not any(row[0].startswith(EXAMPLE) for row in rows):
        rows.append((f"{EXAMPLE} TICKER", str(draft.day), issuers[0], "all", OPEN["exposures"], *_SAID))
    return _table(EXPOSURES, rows)


_SAID = ("exact", "secondary", "WHERE IT IS SAID")


def _weight(series: Proposed, issuer: str, day: str) -> Sequence[str]:
    weight = series.holds.get(issuer)
    if weight is None:
        said = ("0", "zero_by_rule", *_SAID[1:]) if series.role == "placebo" else (OPEN["exposures"], *_SAID)
        return (f"{EXAMPLE} {series.ticker}", day, issuer, "all", *said)
    sure = "unverified" if series.file else "secondary"
    bound = ("100", "exact") if weight else ("0", "zero_by_rule")
    return (series.ticker, day, issuer, "all", *bound, sure, series.source)


def calendar_csv(draft: Draft) -> str:
    """calendar.csv: its columns, and an example row."""
    affects = " ".join(dict.fromkeys(word for p in draft.selection.of("target") for word in p.markets))
    moment = f"{EXAMPLE} {draft.day}T18:00:00Z"
    row = (moment, "", OPEN["calendar"], "TOPIC", "REGION", affects, "major", "official", "WHO SAYS SO")
    return _table(CALENDAR, [row])


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([columns, *rows])
    return text.getvalue()


def article_md(draft: Draft) -> str:
    """article.md: the article's own text, marked as such, with what its metadata say of the day of publication."""
    article = draft.reading.article
    lines = ["+++", _key("source", Path(article.source).name)]
    lines += [_key(key, str(article.front_matter[key])) for key in ("published", "date") if key in article.front_matter]
    return "\n".join([*lines, f"{VERBATIM}+++", "", article.text.strip("\n"), ""])
