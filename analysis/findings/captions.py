"""What each figure says: title, subtitle, source and alternative text, filled from the numbers. Draws nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.findings.moves import days_apart_from_zero, moved_targets, placebo_side, price_moves
from analysis.findings.spells import major_news, shown_windows, spells
from analysis.measure.effects import PORTFOLIO
from analysis.words.numbers import (
    bp,
    capital,
    count,
    exchange_name,
    hours,
    listing,
    moment,
    probability,
    signed_percent,
)

if TYPE_CHECKING:
    from analysis.findings.results import Findings


@dataclass(frozen=True, slots=True)
class Caption:
    """Words of a figure. ``title`` is the finding, ``subtitle`` data and window, ``alt`` what a listener is told."""

    title: str
    subtitle: str
    source: str
    alt: str


def source_line(findings: Findings) -> str:
    """Where the prices come from, and when they were fetched."""
    closes, fetched = findings.returns.closes, findings.snapshot.fetched
    named = {"bundled": "the bundled snapshot", "live": "the live snapshot"}
    kind = named.get(findings.source, f"the snapshot {findings.source}")
    when = f" fetched on {listing(fetched)}" if fetched else ""
    return (
        f"Data: daily prices of {closes.shape[1]} series from {kind}{when}, {closes.index[0]:%Y-%m-%d} to "
        f"{closes.index[-1]:%Y-%m-%d}. Study: {findings.study.name}."
    )


def estimation_words(findings: Findings) -> str:
    """Estimation window of the portfolio's model in words."""
    e = findings.study.estimation
    return f"estimation window: {e.length} sessions, event days {e.first} to {e.last}"


def model_words(findings: Findings) -> str:
    """Factors of the portfolio's model in words."""
    labels = [findings.study.factor_labels[f] for f in findings.effects.path.series.factors]
    return f"model: {listing(labels)}" if labels else "model: constant mean"


def timeline_caption(findings: Findings) -> Caption:
    """When the market could first react, and what else fell into the same session."""
    study, primary = findings.study, findings.study.primary
    exchange = findings.effects.path.series.exchange
    first, city = findings.sessions[exchange], exchange_name(exchange)
    when = {
        "before the open": f"{hours(first.wait)} before {city} opened",
        "during the session": f"while {city} was open",
        "after the close": f"after {city} had closed, {hours(first.wait)} before it opened again",
        "closed day": f"on a day without trading in {city}, {hours(first.wait)} before it opened again",
    }[first.position]
    title = f"{capital(study.event.name)}: {when}"
    for window in shown_windows(study):
        if major_news(findings, window):
            title += f"; other major news fell into the {window.name} window"
            break
    shaded = spells(findings, primary)
    subtitle = (
        f"Times in UTC; shaded: the {primary.name} window of {city}, {moment(shaded[0][0])} to "
        f"{moment(shaded[-1][1])}, on which the verdict rests"
    )
    alt = f"Timeline of the news, of other events and of exchange hours in UTC. {title}."
    return Caption(title, subtitle, "Sources: calendar.csv of the study; exchange hours from exchange calendars.", alt)


def prices_caption(findings: Findings) -> Caption:
    """How the portfolio and the placebo funds moved from the eve on."""
    moves = price_moves(findings)
    whole, funds = moves[PORTFOLIO], [moves[t] for t in findings.study.tickers("placebo") if t in moves]
    title = f"{findings.study.portfolio.name}: {signed_percent(whole.event_day)} on the event day, "
    title += f"{signed_percent(whole.last)} by event day +{whole.last_day}"
    if funds:
        title += f"; placebo funds {signed_percent(sum(f.last for f in funds) / len(funds))}"
    subtitle = (
        f"Total return with dividends, close of event day -1 = 100, event days {whole.first_day} to "
        f"+{whole.last_day}; each group has its own scale"
    )
    alt = f"Four groups of lines, one line a series, indexed to 100 on the eve of the event. {title}."
    return Caption(title, subtitle, source_line(findings), alt)


def decomposition_caption(findings: Findings) -> Caption:
    """How much of the portfolio's move its factors explain."""
    study = findings.study
    effect = findings.effects.get(PORTFOLIO, study.primary.name)
    title = (
        f"{study.portfolio.name}: {bp(effect.raw)} in the {study.primary.name} window, made up of "
        f"{bp(effect.raw - effect.abnormal)} explained and {bp(effect.abnormal)} abnormal"
    )
    subtitle = f"Parts of the raw move in the {study.primary.name} window, basis points; {estimation_words(findings)}"
    alt = f"Stacked bars, one a series: drift, factors and abnormal return add up to the raw move. {title}."
    return Caption(title, subtitle, source_line(findings), alt)


def forest_caption(findings: Findings) -> Caption:
    """How many targets moved more than their models explain."""
    primary = findings.study.primary
    number, moved = moved_targets(findings)
    found = {
        0: "no target's abnormal return can be told from zero",
        1: f"one of {count(number, 'target')} has an abnormal return that can be told from zero",
    }.get(moved, f"{moved} of {number} targets have abnormal returns that can be told from zero")
    whole = findings.effects.get(PORTFOLIO, primary.name)
    title = f"{capital(primary.name)} window: {found}; the portfolio's is {bp(whole.abnormal)}"
    subtitle = f"Abnormal return by series with 95 % intervals; {estimation_words(findings)}"
    alt = f"Forest plot of abnormal returns by series and window. {title}."
    return Caption(title, subtitle, source_line(findings), alt)


def path_caption(findings: Findings) -> Caption:
    """On how many days the band around the path holds zero."""
    path, study = findings.effects.path, findings.study
    days, apart = len(path.days), days_apart_from_zero(findings)
    kept = f"on {days - apart} of {days} event days" if apart else f"on all {days} event days"
    title = f"{study.portfolio.name}: the pointwise 95 % band of its cumulative abnormal return holds zero {kept}"
    subtitle = (
        f"Close-to-close returns cumulated from event day {path.days[0]}; {model_words(findings)}; "
        f"{estimation_words(findings)}"
    )
    alt = f"Line of the cumulative abnormal return by event day with its pointwise band. {title}."
    return Caption(title, subtitle, source_line(findings), alt)


def placebo_caption(findings: Findings) -> Caption:
    """Where the event stands among other dates."""
    study = findings.study
    effect = findings.effects.get(PORTFOLIO, study.primary.name)
    test = effect.placebo
    side, as_far = placebo_side(findings)
    stands = "stands out" if test.pvalue(side) <= study.decision.alpha else "does not stand out"
    way = {"greater": "more", "less": "less"}[side]
    title = (
        f"The event {stands}: {as_far} of {test.nobs} placebo dates had {bp(test.statistic)} or {way} "
        f"(one-sided p = {probability(test.pvalue(side))})"
    )
    subtitle = (
        f"{study.portfolio.name}, abnormal return in the {study.primary.name} window on {test.nobs} other dates, clear "
        f"of this story's own news and of no other; {model_words(findings)}"
    )
    alt = f"Histogram of the portfolio's abnormal return on placebo dates, the event marked. {title}."
    return Caption(title, subtitle, source_line(findings), alt)
