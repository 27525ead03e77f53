"""Tests what news articles claim about markets. The front door: one step for each question, or all at once.

>>> from analysis import load_study, when, moved, unusual, meaning, run, panel, write_panel

Names are imported when they are first used, so that starting up does not wait for what is not needed.
"""

from typing import TYPE_CHECKING

import lazy_loader

if TYPE_CHECKING:
    from analysis.findings.steps.meaning import meaning
    from analysis.findings.steps.moved import moved
    from analysis.findings.steps.unusual import unusual
    from analysis.findings.steps.when import when
    from analysis.panels.panel import panel
    from analysis.panels.tell.write import write_panel
    from analysis.pipeline import run
    from analysis.study.study import load_study

__all__ = ["load_study", "meaning", "moved", "panel", "run", "unusual", "when", "write_panel"]

__getattr__, __dir__, _ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "findings.steps.meaning": ["meaning"],
        "findings.steps.moved": ["moved"],
        "findings.steps.unusual": ["unusual"],
        "findings.steps.when": ["when", "write_panel"],
        "panels.panel": ["panel"],
        "panels.tell.write": ["write_panel"],
        "pipeline": ["run"],
        "study.study": ["load_study"],
    },
)
