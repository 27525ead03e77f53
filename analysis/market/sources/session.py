"""The session beneath each source: https and its own hosts only, redirects included, and answers of bounded size.

What another computer answers is not to be trusted with more than that: neither to lead this one elsewhere, nor to fill
its memory. The last answer to a request for prices is kept, because it decides what is made of it.
"""

from __future__ import annotations

import re
import time
from typing import Any
from urllib.parse import urljoin, urlsplit

from curl_cffi import CurlECode, CurlOpt, requests
from curl_cffi.curl import CURL_WRITEFUNC_ERROR
from curl_cffi.requests.exceptions import RequestException

from analysis.market.sources.request import Answer, Astray, TooLarge, TooManyHops, network_failure

CHART = "/v8/finance/chart/"
OWN_HOST = re.compile(r"([a-z0-9-]+\.)*yahoo\.com")
LARGEST = 8 * 2**20  # bytes of prices: sixty years of daily bars take a quarter of it
LARGEST_PAGE = 2**19  # bytes of a cookie, a crumb or a page of consent
MOST_PARTS = 50_000  # lists, objects or tags of an answer: each takes some hundred bytes once it is read
MOST_HOPS = 5
REDIRECTS = (301, 302, 303, 307, 308)
UNREACHABLE = (CurlECode.COULDNT_RESOLVE_PROXY, CurlECode.COULDNT_RESOLVE_HOST, CurlECode.COULDNT_CONNECT)


class Bounded(requests.Session[requests.Response]):
    """A session that stays with its source, takes no more than an answer can hold, and asks gently.

    Parameters
    ----------
    pause : float
        Seconds between two requests.
    longest : float
        Seconds that any answer may take, whatever a library would wait for one.
    hosts : Pattern
        Names of the source's hosts.

    Attributes
    ----------
    reached : bool
        Whether any request ever reached another computer.
    """

    def __init__(self, pause: float, longest: float, hosts: re.Pattern[str]) -> None:
        super().__init__(impersonate="chrome", curl_options={CurlOpt.PROTOCOLS_STR: "https"})
        self.pause = pause
        self.longest = longest
        self.hosts = hosts
        self.reached = False
        self._next = 0.0

    def most(self, _url: str) -> int:
        """Bytes, unpacked, that an answer from an address can have."""
        return LARGEST

    def request(self, method: Any, url: str, *args: Any, **kwargs: Any) -> requests.Response:
        """Send a request and follow where it is led, some time after the one before.

        Raises
        ------
        RequestException
            :class:`Astray` if it leads away from the source, :class:`TooLarge` if the answer does not end, one of the
            library's own for what happens on the way.
        """
        time.sleep(max(0.0, self._next - time.monotonic()))
        try:
            response = self._follow(method, url, *args, **kwargs)
        except RequestException as error:
            self.reached |= error.code not in UNREACHABLE
            raise
        finally:
            self._next = time.monotonic() + self.pause
        self.reached = True
        return response

    def _follow(self, method: Any, url: str, *args: Any, **kwargs: Any) -> requests.Response:
        """Go from redirect to redirect, none of which the library may follow by itself."""
        for _ in range(MOST_HOPS):
            if not is_own_address(url, self.hosts):
                raise Astray(url)
            response = self._send(method, url, *args, **kwargs)
            target = response.headers.get("location")
            if response.status_code not in REDIRECTS or not target:
                return response
            try:
                url, args = urljoin(url, target), ()
            except ValueError as error:
                raise Astray(target) from error
            kwargs.pop("params", None)  # they are in the address already
            if response.status_code == 303 or (response.status_code in (301, 302) and method != "HEAD"):
                method = "GET"
                kwargs.pop("data", None)
        raise TooManyHops(url)

    def _send(self, method: Any, url: str, *args: Any, **kwargs: Any) -> requests.Response:
        """Send one request; break off when more comes, unpacked, than an answer can hold."""
        most = self.most(url)
        seconds = min(kwargs.get("timeout") or self.longest, self.longest)
        body = bytearray()

        def keep(chunk: bytes) -> int:
            body.extend(chunk)
            return len(chunk) if len(body) <= most else CURL_WRITEFUNC_ERROR

        bounds = {"allow_redirects": False, "timeout": seconds, "content_callback": keep}
        try:
            response = super().request(method, url, *args, **kwargs | bounds)
        except RequestException as error:
            if len(body) > most:
                raise TooLarge(f"{most / 2**20:g} MB") from error
            raise
        if body.count(b"[") + body.count(b"{") + body.count(b"<") > MOST_PARTS:
            raise TooLarge(f"{MOST_PARTS} parts")
        response.content = bytes(body)
        return response


class Recorder(Bounded):
    """A session that keeps the last answer to a request for prices; parameters as of :class:`Bounded`.

    Attributes
    ----------
    answer : Answer or None
    """

    def __init__(self, pause: float, longest: float) -> None:
        super().__init__(pause, longest, OWN_HOST)
        self.answer: Answer | None = None

    def most(self, url: str) -> int:
        """As prices take, or a page."""
        return LARGEST if CHART in url else LARGEST_PAGE

    def request(self, method: Any, url: str, *args: Any, **kwargs: Any) -> requests.Response:
        """Send a request; record what came back when it is for prices, or was led to them. Raises as the session."""
        try:
            response = super().request(method, url, *args, **kwargs)
        except RequestException as error:
            if CHART in url:
                self.answer = Answer(url, 0, b"", network_failure(error))
            raise
        if CHART in url or CHART in str(response.url):
            self.answer = Answer(str(response.url), response.status_code, response.content)
        return response


def is_own_address(url: str, hosts: re.Pattern[str] = OWN_HOST) -> bool:
    """Whether an address is the source's own: https, one of its hosts, its usual port, nobody's name before it."""
    try:
        parts = urlsplit(url)
        plain = parts.port in (None, 443) and parts.username is None
    except ValueError:
        return False
    return plain and parts.scheme == "https" and hosts.fullmatch(parts.hostname or "") is not None
