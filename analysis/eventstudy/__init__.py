"""HOW UNUSUAL? The numerical engine: arrays in, arrays out; no files, no study, no figures.

>>> from analysis.eventstudy import abnormal_returns, event_panel

One event of one security is :func:`abnormal_returns`; any number of events is :func:`event_panel`. Both measure
the same: abnormal returns against a return model, with the covariance of their prediction errors. Names are
imported when they are first used, so that starting up does not wait for what is not needed.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.eventstudy.abnormal import AbnormalReturns, abnormal_returns, dummy_regression
    from analysis.eventstudy.inference import battery
    from analysis.eventstudy.models import FittedModel, fit
    from analysis.eventstudy.panel import PanelResult, event_panel
    from analysis.eventstudy.placebo import SampleQuantileTest
    from analysis.eventstudy.power import minimum_detectable_effect, power_of

__all__ = [
    "AbnormalReturns",
    "FittedModel",
    "PanelResult",
    "SampleQuantileTest",
    "abnormal_returns",
    "battery",
    "dummy_regression",
    "event_panel",
    "fit",
    "minimum_detectable_effect",
    "power_of",
]

_MODULES = {
    "abnormal": ("AbnormalReturns", "abnormal_returns", "dummy_regression"),
    "inference": ("battery",),
    "models": ("FittedModel", "fit"),
    "panel": ("PanelResult", "event_panel"),
    "placebo": ("SampleQuantileTest",),
    "power": ("minimum_detectable_effect", "power_of"),
}


def __getattr__(name: str) -> Any:
    for module, names in _MODULES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
