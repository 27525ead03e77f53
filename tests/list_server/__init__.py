"""A fund's lists, made anew and small: true prices of some bonds on some days, in the forms of the issuer's site.

They are served by the price server, which stands for that site, too; faults are switched on day by day.
"""

from tests.list_server.answers import ListWorld
from tests.list_server.faults import LIST_FAULTS
from tests.list_server.world import BONDS, DAYS, FUND, NUMBER, true_clean, true_rows

__all__ = ["BONDS", "DAYS", "FUND", "LIST_FAULTS", "NUMBER", "ListWorld", "true_clean", "true_rows"]
