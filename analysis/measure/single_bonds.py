"""What single bonds did on a day beside some hundred others of the same list: abnormal returns of some countries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import WindowError
from analysis.eventstudy.cross_section.comparison import Comparison
from analysis.eventstudy.cross_section.event import GroupEvent, group_event
from analysis.eventstudy.cross_section.groups import GroupResiduals, group_residuals
from analysis.eventstudy.display import Displayed
from analysis.eventstudy.numeric import Alternative, Floats

ON_THE_DAY = ((0, 0), (0, 1))
"""Windows: valuations lag, and the day after may still bring what came on the day."""
_NEAR = 3  # days of the lists that are named where the event's own is not among them


class Bonds(Protocol):
    """Bonds by day, T days and N bonds; what is known on the eve stands in the row of the day."""

    @property
    def days(self) -> pd.DatetimeIndex:
        """Ascending, shape (T,)."""

    @property
    def returns(self) -> Floats:
        """Simple total returns from the day before, decimal, (T, N); nan where not observed."""

    @property
    def durations(self) -> Floats:
        """Years, as of the eve, (T, N)."""

    @property
    def yields(self) -> Floats:
        """In any unit, as of the eve, (T, N)."""

    @property
    def groups(self) -> NDArray[Any]:
        """Country of each bond, (N,)."""

    @property
    def stale(self) -> NDArray[np.bool_]:
        """Whether the clean price did not change, (T, N)."""

    @property
    def flagged(self) -> NDArray[np.bool_]:
        """Whether the price is in doubt on the day or on its eve, (T, N)."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SingleBonds(Displayed):
    """Abnormal returns of the treated countries' bonds, country by country and together.

    Attributes
    ----------
    event_day : Timestamp
    effects : tuple of GroupEvent
        For each window the treated countries together, then each of them where there are several.
    windows : tuple of (int, int)
        Window of each of ``effects``.
    residuals : GroupResiduals
        Mean residual of every country on every day, and how many bonds were not observed or had stood still.
    flagged : ndarray of int, shape (T,)
        Bonds left out of each day because their price was in doubt.
    without_line : dict of str to str
        Days that could not be compared with, and why.
    """

    _line: ClassVar = ("event_day", "effects")

    event_day: pd.Timestamp
    effects: tuple[GroupEvent, ...]
    windows: tuple[tuple[int, int], ...]
    residuals: GroupResiduals
    flagged: NDArray[np.intp]
    without_line: Mapping[str, str]

    def of(self, *names: str, window: tuple[int, int] = (0, 0)) -> GroupEvent:
        """Of some countries in a window; of all treated ones where none is named.

        Raises
        ------
        WindowError
            If they were not measured, or not in this window.
        """
        asked = names or self.residuals.treated
        for effect, measured in zip(self.effects, self.windows, strict=True):
            if (effect.names, measured) == (tuple(asked), window):
                return effect
        have = ", ".join(f"{' and '.join(e.names)} {w}" for e, w in zip(self.effects, self.windows, strict=True))
        raise WindowError("single bonds", f"{' and '.join(asked)} {window} not measured", allowed=have)

    def to_frame(self, alternative: Alternative = "two-sided", alpha: float = 0.05) -> pd.DataFrame:
        """A line an effect: basis points, and for each rank its p-value, interval and reason."""
        lines = []
        for effect, window in zip(self.effects, self.windows, strict=True):
            line: dict[str, object] = {"countries": ", ".join(effect.names), "first": window[0], "last": window[1]}
            line |= {"bonds": min(effect.units), "abnormal_bp": 1e4 * effect.effect, "noise_bp": 1e4 * effect.noise}
            ranks = {
                "countries": effect.among_groups,
                "countries_by_size": effect.among_groups_by_size,
                "days": effect.among_days,
            }
            for name, rank in ranks.items():
                low, high = rank.conf_int(alpha)
                line |= {f"p_among_{name}": rank.pvalue(alternative), f"low_by_{name}_bp": 1e4 * low}
                line |= {f"high_by_{name}_bp": 1e4 * high, f"reason_{name}": rank.reason}
            lines.append(line | {"not_compared": ", ".join(effect.not_compared)})
        return pd.DataFrame(lines)


def single_bonds(
    panel: Bonds,
    event_day: pd.Timestamp,
    *,
    treated: Sequence[str],
    left_out: Sequence[str] = (),
    windows: Sequence[tuple[int, int]] = ON_THE_DAY,
    extra: Sequence[Floats] = (),
    regions: Mapping[str, str] | None = None,
    stale_observed: bool = False,
    avoid: Sequence[pd.Timestamp] = (),
    **comparison: Any,
) -> SingleBonds:
    r"""Measure what the bonds of some countries did beyond those of like duration and yield on the same day.

    Parameters
    ----------
    panel : Bonds
    event_day : Timestamp
        The first day whose valuation could hold the news.
    treated : sequence of str
        Countries that the event is about.
    left_out : sequence of str
        Countries with a story of their own in these days, declared before: in no line and in no rank.
    windows : sequence of (int, int)
    extra : sequence of ndarray, shape (T, N) each
        Further characteristics as of the eve, such as a rating in numbers.
    regions : mapping of str to str, optional
        Region of each country.
    stale_observed : bool
        Whether a price that stood still counts as a return like any other.
    avoid : sequence of Timestamp
        Other days of the treated countries' own story, which are not compared with.
    **comparison
        Other fields of :class:`Comparison`.

    Returns
    -------
    SingleBonds

    Raises
    ------
    WindowError
        If the event's day, or one to avoid, is none of the panel.
    EstimationError
        As of :func:`group_residuals` and :func:`group_event`; a return of -100 % is infinite.

    Notes
    -----
    .. math:: \ln(1 + r_i) = a + b D_i + c D_i y_i + \varepsilon_i

    on each day, with duration D and yield y of the eve: a parallel move of rates, and one of spreads in proportion to
    their level. As :math:`D y = D s + D r_f`, and D is there, spread times duration would say the same.

    References
    ----------
    Ben Dor, A., Dynkin, L., Hyman, J., Houweling, P., van Leeuwen, E. and Penninga, O. (2007), "DTS (duration times
    spread)", Journal of Portfolio Management 33(2), 77-100.
    """
    row, *clear = (_row_of(panel.days, day) for day in (event_day, *avoid))
    with np.errstate(divide="ignore"):  # a price that fell to nothing is refused below
        returns = np.log1p(np.where(panel.flagged, np.nan, panel.returns))
    characteristics = np.stack([panel.durations, panel.durations * panel.yields, *extra], axis=-1)
    residuals = group_residuals(
        returns,
        characteristics,
        panel.groups,
        treated=treated,
        left_out=left_out,
        stale=None if stale_observed else panel.stale,
    )
    subjects = [tuple(treated), *((t,) for t in treated if len(treated) > 1)]
    asked = [(names, window) for window in windows for names in subjects]
    rules = {w: Comparison(window=w, avoid=tuple(clear), **comparison) for w in windows}
    return SingleBonds(
        event_day=panel.days[row],
        effects=tuple(group_event(residuals, row, names=n, comparison=rules[w], regions=regions) for n, w in asked),
        windows=tuple(w for _, w in asked),
        residuals=residuals,
        flagged=np.asarray(np.count_nonzero(panel.flagged & np.isfinite(panel.returns), axis=1)),
        without_line={f"{d:%Y-%m-%d}": r for d, r in zip(panel.days, residuals.lines.reasons, strict=True) if r},
    )


def _row_of(days: pd.DatetimeIndex, day: pd.Timestamp) -> int:
    if day in days:
        return int(days.get_indexer(pd.DatetimeIndex([day]))[0])
    at = int(days.searchsorted(day))
    near = ", ".join(f"{d:%Y-%m-%d}" for d in days[max(at - _NEAR, 0) : at + _NEAR])
    what = f"no list of {day:%Y-%m-%d}"
    raise WindowError(
        "single bonds", what, allowed=f"near it: {near}", remedy="fetch the list, or take a day that has one"
    )
