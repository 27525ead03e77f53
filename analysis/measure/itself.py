"""The case of the assets' own prices: where a study has it, whose bonds each series is, and the case of one issuer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from analysis.errors import NotApplicableError
from analysis.event.timing import Timing
from analysis.market.exposures import same_issuer
from analysis.measure.case import Case
from analysis.study.itself import lacking

if TYPE_CHECKING:
    from analysis.market.holdings import Holdings

WHOLE = (100.0, 100.0)


def own_case(case: Case) -> Case | None:
    """The case of the assets' own prices: that of the study within, or the case itself; None where there is none.

    Prices are the assets' own where every member of the portfolio is made of them and of nothing else.
    """
    if case.itself is not None:
        return case.itself
    return case if all(case.holdings.weights.get(t) == WHOLE for t in case.members) else None


def require_own(case: Case) -> Case:
    """The case of the assets' own prices.

    Raises
    ------
    NotApplicableError
        If the study has none.
    """
    own = own_case(case)
    if own is None:
        missing = lacking(case.study)
        what = f"not there: {', '.join(missing)}" if missing else "the study has none, only proxies"
        remedy = "put them there" if missing else 'declare a study of them within this one: itself = "FOLDER"'
        raise NotApplicableError(f"{case.study.name}: the assets' own prices", what, remedy=remedy)
    return own


def require_funds(case: Case) -> None:
    """Refuse a study whose portfolio is the assets themselves.

    Raises
    ------
    NotApplicableError
        If it is.
    """
    if own_case(case) is case:
        what = "the study has none: its portfolio is the assets themselves"
        remedy = "ask the outer study, which has both" if case.study.outer else ""
        raise NotApplicableError(f"{case.study.name}: proxies", what, remedy=remedy)


def issuer_of(ticker: str, holdings: Holdings) -> str | None:
    """The issuer whose assets a series is made of; None where it holds those of several, or not only those."""
    if holdings.weights.get(ticker) != WHOLE:
        return None
    whole = [issuer for issuer, held in holdings.by_issuer.items() if held[ticker] == WHOLE]
    return whole[0] if len(whole) == 1 else None


def by_issuer(case: Case, tickers: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    """Series among some that are made of one issuer's assets, by issuer of the claim."""
    of = {t: issuer_of(t, case.holdings) for t in tickers}

    def is_of(ticker: str, name: str) -> bool:
        issuer = of[ticker]
        return issuer is not None and same_issuer(name, issuer)

    return {name: tuple(t for t in tickers if is_of(t, name)) for name in case.study.claim.issuers}


def case_of(case: Case, issuer: str) -> Case:
    """The same study of one issuer alone: the claim is of its assets, the portfolio of the members that are its own.

    The rule, the model, the like series and the days stay as they are.

    Raises
    ------
    KeyError
        If no member is of that issuer alone.
    """
    members = by_issuer(case, case.members)[issuer]
    if not members:
        raise KeyError(issuer)
    study, holdings = case.study, case.holdings
    portfolio = study.portfolio.model_copy(update={"name": issuer, "members": members})
    claim = study.claim.model_copy(update={"issuers": (issuer,)})
    alone = study.model_copy(update={"portfolio": portfolio, "claim": claim})
    kept = {t for role in ("placebo", "factor", "regional") for t in study.tickers(role)} | set(members)
    timing = case.timing
    tickers = tuple(t for t in timing.tickers if t in kept)
    weights = {t: w for t, w in holdings.weights.items() if t in kept}
    return Case(
        Timing(alone, timing.claim, timing.event, timing.calendar, tickers),
        case.snapshot,
        case.returns,
        replace(holdings, weights=weights, by_issuer={issuer: holdings.by_issuer[issuer]}),
        case.source,
    )
