"""Which column of a table is what: by the names that people give them, or as declared. No files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from analysis.errors import TableError, UsageError
from analysis.panels.reading.table import CellTable
from analysis.study.faults import closest

NAMES: Mapping[str, tuple[str, ...]] = {
    "security": ("security", "ticker", "symbol", "isin", "cusip", "ncusip", "sedol", "permno", "permco", "gvkey", "ric",
                 "figi", "firm", "company", "security_ticker", "instrument", "asset", "id"),
    "date": ("date", "day", "event_date", "eventdate", "datadate", "caldt", "session", "trading_day", "announcement",
             "announcement_date", "instant", "time", "datetime", "timestamp", "rdq", "anndats", "utc"),
    "zone": ("zone", "timezone", "time_zone", "tz"),
    "exchange": ("exchange", "mic", "market_code", "exchange_code"),
    "currency": ("currency", "curr", "ccy", "curcd", "curcdd"),
    "group": ("group",),
    "weight": ("weight",),
    "price": ("price", "close", "prc", "px_last", "adj_close", "adjclose", "adjusted_close", "adj close", "prccd",
              "last", "value", "total_return_index"),
    "return": ("return", "ret", "returns", "retx", "dlyret", "total_return"),
    "split": ("split", "splits", "stock splits", "stock_splits", "split_ratio", "split_factor"),
    "dividend": ("dividend", "dividends", "divamt", "distribution"),
}  # fmt: skip
"""Names by role, in small letters; those of "date" and "security" are looked for in this order."""
NO_COLUMN = "none"
"""Declared of a role, it means that no column has it, whatever their names."""
UNNAMED = "unnamed:"
"""How pandas begins the name of a column that has none."""
_SHARED = "group"
"""The role of a column that may have another one, too: events are grouped by their exchange, and stay on it."""


@dataclass(frozen=True, slots=True)
class Form:
    """What is declared of the form of tables, where they do not settle it themselves.

    Attributes
    ----------
    roles : mapping
        Columns by table and role: :func:`parse_roles`.
    order : {"", "dmy", "mdy", "ymd"}
        Of day, month and year.
    decimal : {"", ".", ","}
        The decimal sign.
    delimiter : str
        Between cells.
    missing : tuple of str
        Cells that stand for a missing value.
    """

    roles: Mapping[tuple[str, str], str] = field(default_factory=dict)
    order: str = ""
    decimal: str = ""
    delimiter: str = ""
    missing: tuple[str, ...] = ()

    def holds_words(self, kind: str) -> Callable[[str], bool]:
        """Whether a column of that name holds words or dates, never numbers."""
        words = ("security", "date", "zone", "exchange", "currency", "group")
        named = {n.lower() for (k, role), n in self.roles.items() if k == kind and role in words}
        all_words = named.union(*(NAMES[role] for role in words))
        return lambda column: column.strip().lower() in all_words


def parse_roles(declared: Sequence[str]) -> dict[tuple[str, str], str]:
    """Roles of columns as declared: "events.security=Firm" is {("events", "security"): "Firm"}; "=none" is no column.

    Raises
    ------
    UsageError
        If one does not have this form.
    """
    found = {}
    for text in declared:
        left, _, column = text.partition("=")
        table, _, role = left.partition(".")
        if not column or table not in ("events", "prices", "factors", "rates") or role not in NAMES:
            allowed = f"TABLE.ROLE=COLUMN; tables events, prices, factors, rates; roles {', '.join(NAMES)}"
            raise UsageError("--column", repr(text), allowed=allowed)
        found[table, role] = column
    return found


def column_of(table: CellTable, kind: str, role: str, roles: Mapping[tuple[str, str], str]) -> str:
    """Name of the column with a role; empty where there is none.

    Raises
    ------
    TableError
        If it was declared and is not there, or two columns have a name of this role.
    """
    names = table.columns
    if declared := roles.get((kind, role)):
        if declared not in names:
            if declared == NO_COLUMN:
                return ""
            remedy = closest(declared, names) or "name one of them"
            raise TableError(table.name, f"no column {declared!r}", allowed=", ".join(names), remedy=remedy)
        return declared
    others = {r: name for (k, r), name in roles.items() if k == kind and r != role}
    taken = {name for r, name in others.items() if r != _SHARED}
    found = [n for n in names if n.strip().lower() in NAMES[role] and n not in taken]
    if len(found) > 1:
        found = [n for n in found if n != others.get(_SHARED)]
    if len(found) > 1:
        what = f"{' and '.join(map(repr, found))} may each be the {role}"
        raise TableError(table.head, what, remedy=f"say which with --column {kind}.{role}={found[0]}")
    return found[0] if found else ""


def require(table: CellTable, kind: str, role: str, roles: Mapping[tuple[str, str], str]) -> str:
    """The same, where there must be one.

    Raises
    ------
    TableError
        If there is none.
    """
    if name := column_of(table, kind, role, roles):
        return name
    got = ", ".join(table.columns[:12])
    remedy = f"name it with --column {kind}.{role}=COLUMN, or rename it {role}"
    raise TableError(table.head, f"no column for the {role}: {got}", allowed=role, remedy=remedy)


def date_column(table: CellTable, kind: str, roles: Mapping[tuple[str, str], str]) -> str:
    """The column of the dates; the first one where it has no name, as of a table that was saved with its index.

    Raises
    ------
    TableError
        If there is none.
    """
    if name := column_of(table, kind, "date", roles):
        return name
    first = table.columns[0]
    if not first or first.lower().startswith(UNNAMED):
        return first
    return require(table, kind, "date", roles)
