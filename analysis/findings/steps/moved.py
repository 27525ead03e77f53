"""WHAT MOVED, as a step: reads a snapshot of prices, and fetches one when live prices are asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.exchanges import is_quoted
from analysis.files import digest_of_folders
from analysis.findings.piece import Piece, supplement
from analysis.findings.steps.step import Step, require_same
from analysis.findings.steps.when import When
from analysis.findings.steps.when import when as when_of
from analysis.market.holdings import Holdings, fund_weights
from analysis.market.prices import PriceFolder, fetch_prices, find_prices, require_bundled
from analysis.market.reported import read_reported
from analysis.market.returns import Returns, compute_returns
from analysis.market.snapshot import Snapshot, instruments_in, load_snapshot
from analysis.measure.case import Case
from analysis.measure.design import event_row_of
from analysis.study.itself import load_itself
from analysis.study.series import PORTFOLIO
from analysis.study.study import load_study

if TYPE_CHECKING:
    from analysis.findings.moved.decomposition import Decomposition
    from analysis.market.lists.panel import BondPanel
    from analysis.study.study import Study


class Moved(Step):
    """WHAT MOVED: verified prices, their returns, and what each move is made up of.

    Examples
    --------
    >>> from analysis import load_study, moved, when
    >>> study = load_study("seeds/karabakh-2023")
    >>> w = when(study)
    >>> m = moved(study, w)
    >>> m.returns.overnight.loc[w.day0["XNYS"]].idxmax()
    'PCY'
    """

    def __init__(self, case: Case) -> None:
        self.case = case

    def _main(self) -> Piece:
        return self.prices

    @property
    def snapshot(self) -> Snapshot:
        """The prices, verified."""
        return self.case.snapshot

    @property
    def returns(self) -> Returns:
        """Log returns: overnight, intraday, close to close."""
        return self.case.returns

    @property
    def holdings(self) -> Holdings:
        """Weight of the claim's assets in each fund."""
        return self.case.holdings

    @property
    def prices(self) -> Piece:
        """Total returns around the event."""
        from analysis.findings.moved.prices import prices

        return supplement(self.case, prices, self.case.setting)

    @property
    def decomposition(self) -> Decomposition:
        """Raw move = drift + factors + abnormal, for each series."""
        from analysis.findings.moved.decomposition import decomposition

        return self.case.once(decomposition)


def moved(study: Study, when: When, *, source: str | Path | PriceFolder = "bundled") -> Moved:
    """Load the prices, verify them, and compute their returns.

    Parameters
    ----------
    study : Study
    when : When
        The step before.
    source : {"bundled", "live"} or path
        The study's own snapshot; a new one, fetched now; or the folder of another.

    Raises
    ------
    StudyError
        If exposures.csv does not fit the study.
    SnapshotError, FetchError
        If a price file is missing, altered or fails a check, or prices cannot be fetched.

    Examples
    --------
    >>> from analysis import load_study, moved, when
    >>> study = load_study("seeds/karabakh-2023")
    >>> moved(study, when(study)).returns.closes.shape[1]
    16
    """
    require_same(study, when.timing.study)
    return Moved(_case(study, when, source))


def _case(study: Study, when: When, source: str | Path | PriceFolder, beside: Snapshot | None = None) -> Case:
    """The case of a study, with that of the study within it, whose prices are judged beside the outer one's."""
    weights = fund_weights(study, when.event.date)  # before any price is fetched: a study that is refused needs none
    if source == "live":
        fetch_prices(study)
    found = source if isinstance(source, PriceFolder) else find_prices(str(source), study)
    require_bundled(found, study)
    instruments = instruments_in(found.folder, study)
    own, bundled = study.own_places(), study.snapshot_folder
    calendars = study.calendars
    snapshot = load_snapshot(found.folder, instruments, own=own, bundled=bundled, calendars=calendars, beside=beside)
    returns = compute_returns(snapshot.bars, study)
    timing = when.timing.among([i.ticker for i in instruments])
    home = returns.closes[[s.key for s in timing.series if s.exchange == timing.home and s.key in returns.closes]]
    # Prices that end too early are said now.
    days = home.dropna(how="any" if is_quoted(timing.home) else "all")
    event_row_of(days, PORTFOLIO, timing.home, timing, closes=returns.closes)
    inner = load_itself(study)
    itself = _case(inner, when_of(inner, date=when.timing.declared), found, snapshot) if inner else None
    panels, told, controls = _panels(study, found.folder), read_reported(study), controls_of(study)
    return Case(timing, snapshot, returns, weights, found.name, itself, panels, told, controls)


def controls_of(study: Study) -> dict[str, Callable[[], Case]]:
    """Studies that a study names as controls, by their folder: each is loaded when it is asked for.

    A control is run on its own bundled prices, whichever these are run on.
    """
    return {folder: partial(_control, study.folder / folder) for folder in study.controls}


def _control(folder: Path) -> Case:
    study = load_study(folder)
    read = sorted({study.folder, study.snapshot_folder, *study.own_places().values()})
    return _case_of_files(_Inputs(folder, digest_of_folders(read)))


@dataclass(frozen=True)
class _Inputs:
    """A study by the bytes of all that it reads: the same files give the same case, wherever they lie."""

    folder: Path = field(compare=False)
    digest: str


@lru_cache(maxsize=8)
def _case_of_files(inputs: _Inputs) -> Case:
    study = load_study(inputs.folder)
    return _case(study, when_of(study), "bundled")


def _panels(study: Study, prices: Path) -> dict[str, BondPanel]:
    """Single bonds of the funds whose lists the study declares, as far as lists are there."""
    if not study.holdings:
        return {}
    from analysis.market.fund_lists import panels_of

    return panels_of(study, prices)
