"""Columns of the tables of what could have been seen."""

from __future__ import annotations

import math
from collections.abc import Callable

from analysis.findings.meaning.reach import Implied
from analysis.words.filters import NONE, needed, size, table_p
from analysis.words.numbers import percent, span
from analysis.words.tables import Column, Line

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


def ruled_out_words(i: Implied) -> str:
    """Whether the effect of a move is ruled out, with the p-value."""
    if math.isnan(i.pvalue):
        return "no effect to rule out"
    p = table_p(i.pvalue)
    return f"{'yes' if i.ruled_out else 'no'}, p {p if p.startswith('<') else f'= {p}'}"


def implied_columns(assets: str) -> tuple[Column, ...]:
    """Columns of the table of moves of interest."""

    def chance(name: str) -> Callable[[Line], str]:
        return lambda line: span(*map(percent, line[name]))

    def in_bp(line: Line) -> str:
        return span(*(size(None if value is None else 1e4 * value) for value in line["effect"]))

    return (
        Column("move_pct", "size of a move, percent", f"move in the {assets}", "brief_pct"),
        Column("effect", "what it implies", "effect on the portfolio, bp", in_bp),
        Column("power", "of the whole rule", "chance to see it by the rule", chance("power")),
        Column("t_power", "of the t test", "by t", chance("t_power")),
        Column("ruled_out", "whether it is ruled out at the lowest weight", "ruled out?"),
    )
