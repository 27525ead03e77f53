"""A fund's list of one day from iShares' site: its JSON of 2026, and the older CSV where that gives no list.

Nothing here was ever tried against the real site: addresses and forms are those that public programs and stored files
show. Since the autumn of 2026 the site is said to answer requests for the CSV with a web page, so that the JSON is
asked first. The day of a list is what the list says, never what was asked for: a site without a list of that day may
give another one.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from importlib.metadata import version
from urllib.parse import urlencode

from curl_cffi.requests.exceptions import RequestException

from analysis.errors import (
    BadDataError,
    BlockedError,
    FetchError,
    ListError,
    MalformedError,
    NoDataError,
    NoListError,
    RateLimitedError,
    TransientError,
    UnknownSymbolError,
    UntrustedError,
)
from analysis.market.lists.pricing import DayList, price_list
from analysis.market.lists.read import parse_list
from analysis.market.sources.protocol import Patience
from analysis.market.sources.request import KEPT, LATER, network_failure
from analysis.market.sources.retry import Persistent
from analysis.market.sources.session import Bounded

HOST = "https://www.ishares.com"
OWN_HOSTS = re.compile(r"([a-z0-9-]+\.)*(ishares|blackrock)\.com")
FORMS = ("json", "csv")
TELLING = (NoDataError, BadDataError, MalformedError, UnknownSymbolError, BlockedError)
"""What both forms' failures come to, the most telling first: a web page in place of one form says least."""
PEOPLE = f'the site may answer people, not programs, or has changed: try from another network, or put lists saved by \
hand into the study\'s folder holdings/ and declare source = "files": {KEPT}'
ADDRESS = "correct id and slug in study.toml: they are in the address of the fund's page on the issuer's site"


@dataclass(frozen=True, slots=True)
class ListQuery:
    """What is asked: the list of one fund of one day. `number` and `slug` are those of its address."""

    fund: str
    number: int
    slug: str
    day: dt.date

    def __str__(self) -> str:
        return f"list of {self.day}"

    @property
    def place(self) -> str:
        """What of the address is the fund's own."""
        return f"{self.number}/{self.slug}"

    def address(self, form: str) -> str:
        """Where a list lies in one of the two forms."""
        day = f"{self.day:%Y%m%d}"
        if form == "csv":
            asked = {"fileType": "csv", "fileName": f"{self.fund}_holdings", "dataType": "fund", "asOfDate": day}
            return f"{HOST}/us/products/{self.number}/{self.slug}/1467271812596.ajax?{urlencode(asked)}"
        asked = {
            "appSubType": "ISHARES",
            "appType": "PRODUCT_PAGE",
            "component": "holdings.all",
            "locale": "en_US",
            "portfolioId": str(self.number),
            "targetSite": "us-ishares",
            "userType": "individual",
            "excludeContent": "true",
            "asOfDate": day,
        }
        path = "/varnish-api/blk-one01-product-data/product-data/api/v2/get-product-data"
        return f"{HOST}{path}?{urlencode(asked)}"


@dataclass(frozen=True, slots=True, repr=False)
class FetchedList:
    """A list as it came, and what it says.

    Attributes
    ----------
    response : bytes
    form : str
        "json" or "csv".
    found : DayList
    """

    response: bytes
    form: str
    found: DayList

    def __repr__(self) -> str:
        return f"<FetchedList {self.found!r}, from an answer of {len(self.response)} bytes>"


@dataclass(slots=True)
class FundHoldings:
    """A conversation with the site: one list after the other. A context manager.

    Attributes
    ----------
    name, library : str
        As of a :class:`~analysis.market.sources.protocol.Source`.
    """

    patience: Patience
    name: str = "iShares"
    library: str = f"curl_cffi {version('curl-cffi')}"
    _session: Bounded = field(init=False, repr=False)
    _retry: Persistent = field(init=False, repr=False)
    _forms: tuple[str, ...] = FORMS
    _called: dict[tuple[str, str], str] = field(default_factory=dict)

    def __enter__(self) -> FundHoldings:
        self._session = Bounded(self.patience.pause, self.patience.timeout, OWN_HOSTS)
        self._retry = Persistent(self.patience, lambda: self._session.reached)
        return self

    def __exit__(self, *exc: object) -> None:
        self._session.close()

    def fetch(self, query: ListQuery) -> FetchedList:
        """Fetch the list of one day, read and priced; repeat where that can help.

        Raises
        ------
        NoDataError
            If there is none of that day.
        FetchError
            Another of its subclasses, which say what to do.
        """
        return self._retry(self._fetch_once, query)

    def _fetch_once(self, query: ListQuery) -> FetchedList:
        """Ask for one form, then for the other; the one that gave a list is asked first the next time."""
        failures: list[FetchError] = []
        for form in self._forms:
            try:
                response = self._ask(query, form)
                found = FetchedList(response, form, read_answer(response, query))
                self._require_same_fund(found, query)
            except (RateLimitedError, TransientError, UntrustedError):
                raise  # of the site, and not of the form
            except FetchError as error:
                failures.append(error)
                continue
            self._forms = (form, *(other for other in FORMS if other != form))
            return found
        told = min(failures, key=lambda error: TELLING.index(type(error)))
        if isinstance(told, NoDataError):
            raise told
        what = ", ".join(f"{error.got} (as {form})" for error, form in zip(failures, self._forms, strict=True))
        raise type(told)(query.fund, what, asked=str(query), remedy=told.remedy)

    def _ask(self, query: ListQuery, form: str) -> bytes:
        try:
            answer = self._session.get(query.address(form))
        except RequestException as error:
            failure = network_failure(error)
            raise failure.kind(query.fund, failure.what, asked=str(query), remedy=failure.remedy) from error
        status, body = answer.status_code, bytes(answer.content)
        page = body.lstrip()[:1] == b"<"
        refusals: tuple[tuple[bool, type[FetchError], str], ...] = (
            (status == 429, RateLimitedError, ""),
            (status in (401, 403, 451), BlockedError, PEOPLE),
            (status in (404, 410), UnknownSymbolError, ADDRESS),
            (status == 408 or status >= 500, TransientError, LATER),
            (status >= 300, BlockedError, PEOPLE),
            (page, BlockedError, PEOPLE),
            (not body.strip(), MalformedError, ""),
        )
        said = f"HTTP {status}, {'a web page' if page else f'{len(body)} bytes'}"
        for applies, kind, remedy in refusals:
            if applies:
                raise kind(query.fund, said, asked=str(query), remedy=remedy)
        return body

    def _require_same_fund(self, came: FetchedList, query: ListQuery) -> None:
        """Refuse a list of another ticker, or of another name than the lists before it of the same form."""
        said = came.found.fund
        is_ticker = said.isupper() and " " not in said
        known = query.fund if is_ticker else self._called.setdefault((query.fund, came.form), said)
        if said != known:
            what = f"a list of {said!r}, not of {known!r}"
            raise BadDataError(query.fund, what, asked=str(query), remedy=ADDRESS)


def read_answer(response: bytes, query: ListQuery) -> DayList:
    """The list that an answer holds, if it is one of the day that was asked for.

    Raises
    ------
    NoDataError
        If nothing was published for the day, or the list is of another day.
    MalformedError
        If it is no list, or cut off.
    BadDataError
        If its prices cannot be right.
    """
    where = f"{query.fund} {query.day}"
    try:
        published = parse_list(response.decode("utf-8"), where)
    except NoListError as error:
        raise NoDataError(query.fund, error.what, asked=str(query)) from error
    except (ListError, UnicodeDecodeError) as error:
        what = _said(error, where) if isinstance(error, ListError) else "bytes that are no text"
        raise MalformedError(query.fund, what, asked=str(query)) from error
    if published.as_of != query.day:
        what = f"no list of the day: that of {published.as_of} came"
        raise NoDataError(query.fund, what, asked=str(query))
    try:
        return price_list(published, where)
    except ListError as error:
        raise BadDataError(query.fund, _said(error, where), asked=str(query)) from error


def _said(error: ListError, where: str) -> str:
    """The first fault of a list, with its place in it, and how many more there are."""
    place = error.where.removeprefix(where).lstrip(": ")
    more = f" (and {len(error.others)} more)" if error.others else ""
    return f"{place}: {error.what}{more}" if place else f"{error.what}{more}"


def open_site(patience: Patience) -> FundHoldings:
    """Open a conversation with the site."""
    return FundHoldings(patience)
