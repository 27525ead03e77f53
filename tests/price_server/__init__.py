"""A local stand-in for Yahoo: cookies, crumbs, consent pages and daily charts over TLS, with faults to switch on.

It is an HTTPS proxy that answers every CONNECT itself, with a certificate of its own authority. A client needs no
patch: `HTTPS_PROXY` leads it here and `CURL_CA_BUNDLE` makes it trust the certificate, in child processes too.
"""

import sys

from tests.price_server.faults import FAULTS
from tests.price_server.server import PriceServer
from tests.price_server.world import listing, true_bars

COMMAND = (sys.executable, "-m", "tests.price_server.command_line")
"""The command line at full speed, in a process of its own."""

LONDON = ("BGEO.L", "TBCG.L", "AAZ.L", "IEMB.L", "JPEA.L")
CLOSES = ("USDAMD=X", "^VIX")
LIVE_ONLY = (*LONDON, *CLOSES)
"""What only a live snapshot of the bundled study has: shares in London, and series without opening prices."""
NOWHERE = "http://127.0.0.1:9"
"""Address of a proxy that is not there: as if there were no network."""

__all__ = ["CLOSES", "COMMAND", "FAULTS", "LIVE_ONLY", "LONDON", "NOWHERE", "PriceServer", "listing", "true_bars"]
