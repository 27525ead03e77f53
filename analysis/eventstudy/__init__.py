"""HOW UNUSUAL? The numerical engine: arrays in, arrays out; no files, no study, no figures.

>>> from analysis.eventstudy import abnormal_returns, event_panel

One event of one security is :func:`abnormal_returns`; any number of events is :func:`event_panel`. Both measure
the same: abnormal returns against a return model, with the covariance of their prediction errors. Names are
imported when they are first used, so that starting up does not wait for what is not needed.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.eventstudy.abnormal.abnormal import AbnormalReturns, abnormal_returns, dummy_regression
    from analysis.eventstudy.abnormal.panel import PanelResult, event_panel
    from analysis.eventstudy.comovement.change import CorrelationChange, compare_correlations
    from analysis.eventstudy.comovement.contagion import forbes_rigobon
    from analysis.eventstudy.diagnostics.diagnostics import Diagnostics, diagnose
    from analysis.eventstudy.funds.dose_response import dose_response, placebo_slopes
    from analysis.eventstudy.funds.synthetic import SyntheticControl, synthetic_control
    from analysis.eventstudy.funds.synthetic_placebo import placebo_in_space, placebo_in_time
    from analysis.eventstudy.inference.battery import battery
    from analysis.eventstudy.inference.battery_result import BatteryResult, HypothesisTest
    from analysis.eventstudy.inference.methods import METHODS
    from analysis.eventstudy.models.fit import FittedModel, fit
    from analysis.eventstudy.placebo.corrections import benjamini_hochberg, holm, romano_wolf
    from analysis.eventstudy.placebo.equivalence import EquivalenceTest
    from analysis.eventstudy.placebo.multiverse import Branch, Multiverse, explore
    from analysis.eventstudy.placebo.power import minimum_detectable_effect, power_of
    from analysis.eventstudy.placebo.sample_quantile import SampleQuantileTest, admissible_rows

__all__ = [
    "METHODS",
    "AbnormalReturns",
    "BatteryResult",
    "Branch",
    "CorrelationChange",
    "Diagnostics",
    "EquivalenceTest",
    "FittedModel",
    "HypothesisTest",
    "Multiverse",
    "PanelResult",
    "SampleQuantileTest",
    "SyntheticControl",
    "abnormal_returns",
    "admissible_rows",
    "battery",
    "benjamini_hochberg",
    "compare_correlations",
    "diagnose",
    "dose_response",
    "dummy_regression",
    "event_panel",
    "explore",
    "fit",
    "forbes_rigobon",
    "holm",
    "minimum_detectable_effect",
    "placebo_in_space",
    "placebo_in_time",
    "placebo_slopes",
    "power_of",
    "romano_wolf",
    "synthetic_control",
]

_MODULES = {
    "abnormal.abnormal": (
        "AbnormalReturns",
        "abnormal_returns",
        "dummy_regression",
    ),
    "comovement.change": (
        "CorrelationChange",
        "compare_correlations",
    ),
    "comovement.contagion": ("forbes_rigobon",),
    "placebo.corrections": (
        "benjamini_hochberg",
        "holm",
        "romano_wolf",
    ),
    "diagnostics.diagnostics": (
        "Diagnostics",
        "diagnose",
    ),
    "placebo.equivalence": ("EquivalenceTest",),
    "funds.dose_response": (
        "dose_response",
        "placebo_slopes",
    ),
    "inference.battery": ("battery",),
    "inference.methods": ("METHODS",),
    "models.fit": (
        "FittedModel",
        "fit",
    ),
    "placebo.multiverse": (
        "Branch",
        "Multiverse",
        "explore",
    ),
    "abnormal.panel": (
        "PanelResult",
        "event_panel",
    ),
    "placebo.sample_quantile": (
        "SampleQuantileTest",
        "admissible_rows",
    ),
    "placebo.power": (
        "minimum_detectable_effect",
        "power_of",
    ),
    "inference.battery_result": (
        "BatteryResult",
        "HypothesisTest",
    ),
    "funds.synthetic": (
        "SyntheticControl",
        "synthetic_control",
    ),
    "funds.synthetic_placebo": (
        "placebo_in_space",
        "placebo_in_time",
    ),
}


# A name that a module has too would turn into the module once that is imported: such functions stay inside.


def __getattr__(name: str) -> Any:
    for module, names in _MODULES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
