"""What a study declared and what its series hold, in the words of captions and paragraphs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.study.declarations import Claim, Portfolio
from analysis.study.own_files import OWN_PRICES
from analysis.study.setting import Setting
from analysis.study.study import Study
from analysis.words.numbers import count, listing, share_of

if TYPE_CHECKING:
    from analysis.market.holdings import Holdings


def own_source(setting: Setting) -> str:
    """Source line of a figure of a study's own series; empty, for that of all figures, where it has none."""
    study = setting.study
    own = [i for i in study.instruments if i.own]
    where = "in its folder prices/" if study.prices == OWN_PRICES else "some of them shared with other studies"
    return f"Data: {len(own)} series of the study's own, {where}. Study: {study.name}." if own else ""


def estimation_words(setting: Setting) -> str:
    """Estimation window of the portfolio's model in words."""
    e = setting.study.estimation
    return f"estimation window: {e.length} sessions, event days {e.first} to {e.last}"


def model_words(setting: Setting) -> str:
    """Factors of the portfolio's model in words."""
    labels = [setting.label(f) for f in setting.portfolio.factors]
    return f"model: {listing(labels)}" if labels else "model: constant mean"


RISEN = {"gain": "gained", "loss": "fell", "move": "moved"}
RISE = {"gain": "gain", "loss": "fall", "move": "move"}
"""What a claim says that prices did, by its direction: of one asset and of several alike."""


def assets_of(claim: Claim) -> str:
    """The claim's assets, as every text calls them: by their declared noun, or else by the claim's own words.

    Whether these words are one or several is not known, so texts have no verb of the present, no pronoun and no
    genitive with them: "the oil moved", "prices of the bonds".
    """
    return claim.noun[1] if claim.noun else listing(claim.assets)


def proxies(study: Study) -> str:
    """What a study calls the members of its portfolio, which hold some of the claim's assets."""
    return study.portfolio.noun[1]


def looked_for(claim: Claim, sign: int) -> str:
    """What a report looks for, by the direction in which it looks: "fall of the bonds"; "move" of a claim of either."""
    direction = ("loss", "move", "gain")[1 + sign * abs(claim.sign)]
    return f"{RISE[direction]} of the {assets_of(claim)}"


def claim_words(claim: Claim) -> str:
    """What is claimed, of what and of whom: "a gain (bonds; Armenia and Azerbaijan)". Gold has no issuer."""
    return f"a {claim.direction} ({'; '.join(filter(None, (assets_of(claim), listing(claim.issuers))))})"


def whose(claim: Claim) -> tuple[str, ...]:
    """Names that answers are given for: the issuers, or the assets together where nobody issued them (gold)."""
    return claim.issuers or (assets_of(claim),)


def proxy_words(setting: Setting, holdings: Holdings) -> str:
    """What the prices are of: the claim's assets themselves, or series that hold some of them."""
    assets, members = assets_of(setting.claim), setting.study.portfolio.members
    low, high = holdings.weight_of(members)
    if themselves(setting, holdings):
        return f"These are prices of the {assets} themselves."
    if not of_proxies(setting, holdings):
        return _fund_words(setting)
    return (
        f"The prices are of a proxy, not of the {assets}: {count(len(members), 'series', 'series')} with "
        f"{share_of(low, high)} of the money in the {assets}{_as_of(setting, holdings)}."
    )


def themselves(setting: Setting, holdings: Holdings) -> bool:
    """Whether the prices are the claim's assets' own: they hold nothing else, and the study has no noun for them.

    A fund that holds nothing else has hours and a currency of its own, and may trade above or below what it holds.
    """
    return setting.study.portfolio.noun == Portfolio.model_fields["noun"].default and not of_proxies(setting, holdings)


def _fund_words(setting: Setting) -> str:
    """Of prices that hold nothing but the claim's assets, and are not these themselves."""
    assets, portfolio = assets_of(setting.claim), setting.study.portfolio
    number, currencies = len(portfolio.members), {setting.study.instrument(t).currency for t in portfolio.members}
    holds = f"{count(number, *portfolio.noun)} that {'holds' if number == 1 else 'hold'} nothing but the {assets}"
    return f"The prices are of {holds}, in {listing(sorted(currencies))}."


def verdict_words(study: Study) -> str:
    """The verdict by the study's own prices: "the verdict"; "the funds' verdict" beside one by the assets' own."""
    noun = proxies(study)
    whose = f"{noun}'" if noun.endswith("s") else f"{noun}'s"
    return f"the {whose} verdict" if study.itself else "the verdict"


def of_proxies(setting: Setting, holdings: Holdings) -> bool:
    """Whether the portfolio holds something else than the claim's assets as well."""
    return holdings.weight_of(setting.study.portfolio.members) != (100, 100)


def _as_of(setting: Setting, holdings: Holdings) -> str:
    """How old the lists are that the weights of the portfolio's members rest on; nothing where rules alone say it."""
    years = [day.year for t in setting.study.portfolio.members for day in holdings.lists[t]]
    if not years:
        return ""
    # Between years stands a dash: "2021 to 2024" beside "0.46 % to 1.29 %" is hard to read.
    first_to_last = dict.fromkeys((min(years), max(years)))
    return f" by the latest lists found ({'–'.join(map(str, first_to_last))})"
