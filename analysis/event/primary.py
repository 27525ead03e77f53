"""The window on which the verdict rests: chosen by the declared rule, and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from analysis.errors import StudyError
from analysis.event.calendar import CalendarEntry
from analysis.event.news import holds
from analysis.exchanges import in_words, is_quoted
from analysis.study.declarations import Window
from analysis.study.study import Study


@dataclass(frozen=True, slots=True)
class PrimaryWindow:
    """The window that the verdict rests on, and why.

    ``confounders`` is empty unless no window was clean: then the first that holds the news was taken, and its verdict
    rests on a comparison with like funds, or is "cannot tell". Without any entry in the calendar nothing was
    ``checked``.
    """

    window: Window
    confounders: tuple[CalendarEntry, ...]
    checked: bool = True

    def __repr__(self) -> str:
        return f"<PrimaryWindow {self.window.name!r}: {self.state}>"

    @property
    def state(self) -> str:
        """What the calendar says of it, in two or three words."""
        return "holds other major news" if self.confounders else "clean" if self.checked else "unchecked"


def choose_primary(
    study: Study, exchange: str, day0: dt.date, major_news: Callable[[Window], tuple[CalendarEntry, ...]]
) -> PrimaryWindow:
    """Apply the declared rule: the first declared window that holds the news and no major confounder.

    Parameters
    ----------
    study : Study
    exchange : str
        The portfolio's.
    day0 : datetime.date
        Its session of event day 0.
    major_news : callable
        Other news of major weight in a window that concerns the portfolio's members.

    Returns
    -------
    PrimaryWindow
        When all windows that hold the news are confounded, the first of them with its major confounders.

    Raises
    ------
    StudyError
        If no declared window holds the news.
    """
    # Quotes have no opening: of them a window from close to close alone is measured.
    fit = [w for w in study.windows if w.returns == "close-to-close" or not is_quoted(exchange)]
    moments = study.event.ends
    holding = [w for w in fit if all(holds(w, exchange, day0, moment, study.calendars) for moment in moments)]
    if not holding:
        raise StudyError(
            f"{study.folder / 'study.toml'}: windows",
            f"none holds news of {' to '.join(f'{m:%Y-%m-%d %H:%M}' for m in moments)} UTC on {in_words(exchange)}",
            remedy="declare one that does",
        )
    marked = [PrimaryWindow(window, major_news(window)) for window in holding]
    clean = [p for p in marked if not p.confounders]
    return (clean or marked)[0]
