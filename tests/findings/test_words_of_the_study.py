"""No text says a word of another asset, place or direction than the study's own: made studies of several assets."""

import csv
import re
from dataclasses import replace
from pathlib import Path

import matplotlib.pyplot as plt
import pytest
from matplotlib.text import Text

from analysis.event.claim import assets as tables
from analysis.report.findings import Findings
from analysis.report.readme import readme_block
from analysis.report.render import markdown_report
from analysis.report.results import figures, results
from tests.cases import CALENDAR, entry, made_case, one_fund, with_own_prices
from tests.reading import OF_ITSELF

pytestmark = pytest.mark.slow

COUNTRIES = Path(tables.__file__).with_name("countries.csv")
PLACES = {
    word
    for row in csv.DictReader(COUNTRIES.read_text(encoding="utf-8").splitlines())
    for column in ("adjectives", "other_names")
    for word in row[column].split(";")
    if word
} | {"Armenia", "Azerbaijan", "Turkey", "Karabakh"}
OTHERS = r"\b(funds?|ETFs?|countr(?:y|ies)|baskets?|truces?|ceasefires?|sovereign|portfolio of funds)\b"
GENERAL = {"assets", "securities", "share", "index", "spread", "spreads", "notes"}
"""Words for assets that mean something else, too: a share of 1, the notes below a table; or any asset."""
UP, DOWN = r"\b(gain\w*|rise[sn]?|rose|rall\w+)\b", r"\b(loss(?:es)?|lose[sr]?|lost|losing|dropp?\w*|slump\w*)\b"
CLAIMS = {
    "a share": {"assets": ["shares"], "quote": "Shares of Nowhere gained"},
    "oil": {"assets": ["oil"], "issuers": [], "quote": "Oil gained"},
    "a currency": {"assets": ["lira"], "issuers": [], "quote": "The lira gained"},
    "a bond": {"assets": ["bonds"], "quote": "Bonds of Nowhere gained"},
    "a loss": {"assets": ["shares"], "direction": "loss", "quote": "Shares of Nowhere fell"},
    "a move of what it calls so": {"assets": ["preferreds"], "noun": ["paper", "papers"], "direction": "move",
                                   "quote": "Preferreds of Nowhere moved"},
}  # fmt: skip
NEUTRAL = tuple(entry(f"{e.start:%Y-%m-%dT%H:%M+00:00}", f"News {n}", e.topic, "rates", e.weight)
                for n, e in enumerate(CALENDAR))  # fmt: skip


def named(case, claim):
    """The same case of another claim, with instruments and news whose names say nothing of what they are."""

    def renamed(study):
        instruments = tuple(i.model_copy(update={"name": f"Series {i.ticker}"}) for i in study.instruments)
        labels = {t: f"factor {n}" for n, t in enumerate(study.factor_labels, 1)}
        portfolio = study.portfolio.model_copy(update={"name": "The portfolio", "noun": ("proxy", "proxies")})
        event = study.event.model_copy(update={"name": "announcement"})
        own = study.claim.model_copy(update={key: tuple(v) if isinstance(v, list) else v for key, v in claim.items()})
        why = study.placebo.no_like_fund and "There is none, as the study says."
        placebo = study.placebo.model_copy(update={"no_like_fund": why})
        changed = {
            "placebo": placebo,
            "instruments": instruments,
            "factor_labels": labels,
            "portfolio": portfolio,
            "event": event,
        }
        return study.model_copy(update={**changed, "claim": own, "question": "Did it?", "title": "A made study"})

    timing = replace(
        case.timing,
        study=renamed(case.study),
        claim=replace(case.timing.claim, quote=claim["quote"], direction=claim.get("direction", "gain")),
        calendar=NEUTRAL,
    )
    holdings = case.holdings
    if claim.get("issuers") == []:
        held = next(iter(holdings.by_issuer.values())) if holdings.by_issuer else {}
        holdings = replace(holdings, by_issuer={"World": held})
    inner = named(case.itself, claim) if case.itself else None
    return replace(case, timing=timing, holdings=holdings, itself=inner)


SHAPES = {
    "proxies, and a move": lambda sign: made_case(gain=0.01 * sign),
    "no like series": lambda sign: one_fund(0.02 * sign),
    "its own prices within": lambda sign: with_own_prices(0.02 * sign),
}
DRAWN = {("oil", "its own prices within"), ("a loss", "its own prices within")}
"""The shape that has every piece: its figures are drawn, and what stands in them is read."""


def texts(case, *, figures_too):
    """All that a reader is told, by where."""
    found = Findings(case)
    content = results(found)
    drawn = [text for e in found.drawn for text in drawn_in(found.pieces[e.name])] if figures_too else []
    said = [text for f in figures(found) for text in (f["title"], f["subtitle"], f["source"], f["alt"])]
    return {
        "report": re.sub(r"\]\([^)]*\)", "]", OF_ITSELF.sub("", markdown_report(found, drawn=[]))),
        "captions": "\n".join(said),
        "figures": "\n".join(drawn),
        "terminal": "\n".join(found.told()),
        "README": re.sub(r"\]\([^)]*\)", "]", readme_block(content)),
    }


def drawn_in(piece):
    figure = piece.plot().figure
    try:
        return [text.get_text() for text in figure.findobj(Text) if text.get_visible()]
    finally:
        plt.close(figure)


def foreign(text, claim):
    """Words of other assets, places and directions, each with what stands around it."""
    own = {word.casefold() for word in (*claim["assets"], *claim.get("noun", ()), "Nowhere")}
    text = text.replace("crude dependence", "")  # a test's own name
    found = [m for m in tables.mentions(text) if m.text.casefold() not in own | GENERAL]
    spans = [(m.start, m.end) for m in found]
    against = {"gain": [DOWN], "loss": [UP], "move": []}[claim.get("direction", "gain")]
    issuers = [r"\bissuers?\b"] if claim.get("issuers") == [] else []
    places = rf"\b({'|'.join(map(re.escape, sorted(PLACES)))})\b"
    for pattern, flags in ((OTHERS, re.I), (places, 0), *((p, re.I) for p in (*against, *issuers))):
        spans += [m.span() for m in re.finditer(pattern, text, flags)]
    return sorted({text[max(0, a - 50) : b + 30].replace("\n", " ") for a, b in spans})


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("claim", CLAIMS)
def test_no_text_says_a_word_that_is_not_the_studys(claim, shape):
    case = named(SHAPES[shape](-1 if CLAIMS[claim].get("direction") == "loss" else 1), CLAIMS[claim])
    said = texts(case, figures_too=(claim, shape) in DRAWN)
    leaks = {where: found for where, text in said.items() if (found := foreign(text, CLAIMS[claim]))}
    assert leaks == {}, leaks
