"""Tables of what could have been seen."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import pandas as pd

from analysis.findings.meaning.reach import Implied, Reach
from analysis.words.filters import NONE, needed, rounded_pct, size, table_p
from analysis.words.numbers import percent, span
from analysis.words.tables import Column, Line, Table

CURVES = (
    Column("effect_bp", "effect on all members of the portfolio alike, in the direction looked at, basis points"),
    Column("by_t", "probability that the t test finds it"),
    Column("by_rule", "probability that the whole rule of the verdict finds it"),
)
FUNDS = (
    Column("fund", "ticker, or the portfolio", "series"),
    Column("lists", "days of the lists of holdings that its weights rest on", "lists of", file=False),
    Column("weight_low_pct", "lowest weight of the assets in it, percent", "lowest weight, %", "hundredths"),
    Column("weight_high_pct", "highest weight", "highest weight, %", "hundredths"),
    Column(
        "detectable_bp", "smallest effect that is found, basis points; empty when there is none or it was "
        "not measured", "detectable, bp", lambda line: size(line["detectable_bp"]) if line["measured"] else NONE,
    ),
    Column("needed_low_pct", "move of the assets that this takes at the highest weight, percent; empty: none does"),
    Column("needed_high_pct", "the same at the lowest weight"),
    Column(
        "needed", "the same in words", "move that this takes",
        lambda line: needed(line["needed_low_pct"], line["needed_high_pct"]), file=False,
    ),
)  # fmt: skip
OF_WEIGHTS = ("lists", "weight_low_pct", "weight_high_pct")
"""Columns that tell nothing of prices of the assets themselves."""


def ruled_out_words(i: Implied) -> str:
    """Whether the effect of a move is ruled out, with the p-value."""
    if math.isnan(i.pvalue):
        return "no effect to rule out"
    p = table_p(i.pvalue)
    return f"{'yes' if i.ruled_out else 'no'}, p {p if p.startswith('<') else f'= {p}'}"


def beyond_words(least: float, most: float, *, way: str) -> str:
    """Moves of the assets, in percent, beyond which all are ruled out; nothing where no move is that large."""
    if math.isinf(least):
        return ""
    if most == least:
        return f", a {way} by {rounded_pct(least)},"
    lowest = f" and by {rounded_pct(most)} at the lowest" if math.isfinite(most) else ""
    return f", a {way} by {rounded_pct(least)} at the highest weight{lowest},"


def funds_table(reaches: Sequence[Reach]) -> Table:
    """What each of some series, or the portfolio, could have shown."""
    lines = [(r.key, r.lists, *r.weight_pct, 1e4 * r.detectable, *r.needed_pct) for r in reaches]
    frame = pd.DataFrame(lines, columns=[c.name for c in FUNDS[:-1]])
    return Table(FUNDS, frame.assign(measured=frame["detectable_bp"].notna()))


def implied_table(implied: Sequence[Implied], way: str, sign: int) -> Table:
    """What moves of interest imply, the chance of finding them, and whether they are ruled out."""
    columns = _implied_columns(way, sign)
    lines = [(i.move_pct, i.effect, i.power, i.t_power, ruled_out_words(i)) for i in implied]
    return Table(columns, pd.DataFrame(lines, columns=[c.name for c in columns]))


def _implied_columns(way: str, sign: int) -> tuple[Column, ...]:
    """Columns of the table of moves of interest; effects with the sign of the direction looked at."""

    def chance(name: str) -> Callable[[Line], str]:
        return lambda line: span(*map(percent, line[name]))

    def in_bp(line: Line) -> str:
        return span(*(size(None if value is None else sign * 1e4 * value) for value in line["effect"]))

    return (
        Column("move_pct", "size of a move, percent", way, "brief_pct"),
        Column("effect", "what it implies", "effect on the portfolio, bp", in_bp),
        Column("power", "of the whole rule", "chance to find it by the rule", chance("power")),
        Column("t_power", "of the t test", "by t", chance("t_power")),
        Column("ruled_out", "whether it is ruled out at the lowest weight", "ruled out?"),
    )
