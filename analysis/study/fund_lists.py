"""The table ``[[holdings]]`` of study.toml: funds whose published lists price the bonds that they hold, one by one."""

from __future__ import annotations

from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import Field, model_validator

from analysis.study.declarations import Declared
from analysis.study.fields import Name, Ticker

ANY_SLUG = "fund"
"""Where the words of a fund's address are not known: the number decides, and these are for people."""
FUNDS = MappingProxyType(
    {
        "EMB": (239572, "ishares-jp-morgan-usd-emerging-markets-bond-etf"),
        "EMHY": (239527, ANY_SLUG),
        "CEMB": (239525, ANY_SLUG),
        "LEMB": (239528, ANY_SLUG),
        "BEMB": (329561, ANY_SLUG),
    }
)
"""Number and words of the address of funds of bonds of emerging markets, on the issuer's site for the United States."""


class HoldingsPlan(Declared):
    """A fund whose lists are read.

    ``source``: "ishares" for the issuer's site, "files" for lists in the study's own folder holdings/FUND/. ``id`` and
    ``slug``: number and words of the fund's address on the site (/us/products/ID/SLUG); known for some funds.
    ``exchange``: on whose sessions there is a list.
    """

    fund: Ticker
    source: Literal["ishares", "files"] = "ishares"
    id: Annotated[int, Field(ge=1, lt=10**9)] | None = None
    slug: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=120)] | None = None
    exchange: Name = "XNYS"

    @model_validator(mode="after")
    def _can_be_found(self) -> HoldingsPlan:
        if self.source == "files" and (self.id is not None or self.slug is not None):
            raise ValueError('id and slug are for lists of a site: source = "files" has none')
        if self.source == "ishares" and self.id is None and self.fund not in FUNDS:
            known = ", ".join(FUNDS)
            raise ValueError(f"{self.fund} needs id, its number on the issuer's site (known: {known})")
        if self.id is None and self.slug is not None:
            raise ValueError("slug needs id")
        return self

    @property
    def address(self) -> tuple[int, str]:
        """Number and words of the fund's address on the site.

        Raises
        ------
        KeyError
            Of a fund whose lists are files.
        """
        return FUNDS[self.fund] if self.id is None else (self.id, self.slug or ANY_SLUG)
