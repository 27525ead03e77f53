"""Whether title and question ask what the claim says: of the same issuer, asset and direction."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.doctor.finding import Finding
from analysis.event.claim.assets import implied_issuers, mentions
from analysis.event.claim.issuers import any_country, country_of, issuer_pattern, known_countries
from analysis.event.claim.words import MOVE
from analysis.study.study import Study
from analysis.words.numbers import listing

TURNED = {"gain": "loss", "loss": "gain"}


def wording(study: Study) -> Iterator[Finding]:
    """Say what of them does not fit."""
    for key, text in (("question", study.question), ("title", study.title)):
        yield from _issuers(key, text, study)
        yield from _assets(key, text, study)
    yield from _direction(study)
    yield from _quoted_against(study)


def _issuers(key: str, text: str, study: Study) -> Iterator[Finding]:
    claimed = study.claim.issuers
    implied = set(implied_issuers(text))
    lacking = [n for n in claimed if not issuer_pattern(n).search(text) and country_of(n) not in implied]
    own = {country_of(name) for name in claimed}
    # The event's own words may name any country: what happened there need not have happened to its assets.
    elsewhere = {country_of(m[0]) for m in any_country().finditer(" ".join((study.event.name, *study.event.terms)))}
    others = dict.fromkeys(country_of(m[0]) for m in any_country().finditer(text))
    strange = [name for name in others if name not in own | elsewhere]
    if strange and lacking:
        what = f"speaks of {listing(strange)}, and the claim of {listing(claimed)}"
        yield Finding("missing", f"study.toml: {key}", what, "write it for this claim")
    elif lacking and key == "question":
        yield Finding("weak", f"study.toml: {key}", f"does not name {listing(lacking)}", "name whom the claim is about")


def _assets(key: str, text: str, study: Study) -> Iterator[Finding]:
    claim = study.claim
    if mentions(text, claim.assets) or (claim.noun and mentions(text, claim.noun)):
        return
    named = [m for m in mentions(text) if m.text.casefold() not in study.event.name.casefold()]
    if any(m.kind == "shares" for m in named) and any(m.kind == "shares" for a in claim.assets for m in mentions(a)):
        return  # shares, stocks and equities are one thing
    others = dict.fromkeys(m.text for m in named)
    if others:
        what = f"speaks of {listing(list(others))}, and the claim of {listing(claim.assets)}"
        yield Finding("missing", f"study.toml: {key}", what, "write it for this claim")
    elif key == "question":
        yield Finding("weak", f"study.toml: {key}", f"does not name {listing(claim.assets)}", "name what moved")


def _direction(study: Study) -> Iterator[Finding]:
    said = [m.lastgroup for m in MOVE.finditer(study.question) if m.lastgroup in ("gain", "loss")]
    claimed = study.claim.direction
    if claimed in TURNED and said and claimed not in said:
        what = f"asks for a {TURNED[claimed]}, and the claim is of a {claimed}"
        yield Finding("missing", "study.toml: question", what, "ask for what the article claims")
    elif claimed == "move" and said:
        what = f"asks for a {said[0]}, and the claim is of a move either way"
        yield Finding("missing", "study.toml: question", what, "ask for a move")


def _quoted_against(study: Study) -> Iterator[Finding]:
    """A price that is counted in the claimed currency falls when the currency gains."""
    if not any(m.kind == "currency" for asset in study.claim.assets for m in mentions(asset)):
        return
    codes = {code for name in study.claim.issuers for code in _currencies(name)}
    for i in study.instruments:
        if i.role == "target" and i.currency.upper() in codes:
            what = f"is a price in {i.currency}, which falls when the {listing(study.claim.assets)} gains"
            yield Finding("missing", i.ticker, what, "give the price of the claimed currency in another, its inverse")


def _currencies(name: str) -> list[str]:
    """Codes of a country's currencies today (through Babel)."""
    from babel import Locale
    from babel.numbers import get_territory_currencies

    country = known_countries().get(country_of(name).casefold())
    territories = Locale("en").territories
    codes = [c for c, called in territories.items() if country and str(called).split(" (")[0] == country.name]
    return [currency for code in codes for currency in get_territory_currencies(code)]
