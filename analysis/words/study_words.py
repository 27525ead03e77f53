"""What a study declared, in the words of captions."""

from __future__ import annotations

from analysis.study.setting import Setting
from analysis.words.numbers import listing


def estimation_words(setting: Setting) -> str:
    """Estimation window of the portfolio's model in words."""
    e = setting.study.estimation
    return f"estimation window: {e.length} sessions, event days {e.first} to {e.last}"


def model_words(setting: Setting) -> str:
    """Factors of the portfolio's model in words."""
    labels = [setting.label(f) for f in setting.portfolio.factors]
    return f"model: {listing(labels)}" if labels else "model: constant mean"
