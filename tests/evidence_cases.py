"""Evidence that never was: the bundled one with nothing remarkable in it, with much of it, or with parts missing."""

from dataclasses import replace

import numpy as np
from analysis.findings.single_sessions import SingleSession
from analysis.findings.spells import major_news

from analysis.event.news import PrimaryWindow
from analysis.study.series import PORTFOLIO


def with_evidence(found, **parts):
    return replace(found, evidence=replace(found.evidence, **parts))


def with_joint(found, change):
    """The joint tests, each changed: ``change(window, test)`` gives its new fields."""
    joint = found.evidence.joint
    changed = {w: tuple(replace(t, **change(w, t)) for t in tests) for w, tests in joint.items()}
    return with_evidence(found, joint=changed)


def with_changed_pairs(found, pairs, fragile=(), session="2023-11-01"):
    """Correlations of which these pairs, and no others, changed significantly; the fragile ones by one session."""
    change = found.evidence.comovement.change
    familywise = np.ones_like(change.familywise_pvalues)
    for i, j in pairs:
        familywise[i, j] = familywise[j, i] = 0.01
    singles = tuple(
        SingleSession(*sorted((change.names[i], change.names[j]), key=change.names.index), session, 0.5, 0.4, p)
        for (i, j), p in {**dict.fromkeys(pairs, 0.02), **dict.fromkeys(fragile, 0.3)}.items()
    )
    together = replace(
        found.evidence.comovement, change=replace(change, familywise_pvalues=familywise), singles=singles
    )
    return with_evidence(found, comovement=together)


def with_checks(found, **passed):
    """Diagnostics of the portfolio with these checks passed (True), failed (False) or not applicable (None)."""
    own = found.evidence.diagnostics[PORTFOLIO]

    def changed(check):
        verdict = passed.get(check.name, check.passed)
        if verdict is None:
            test = replace(check.test, statistic=np.nan, pvalue=np.nan, reason="defined for least squares")
            return replace(check, passed=None, test=test)
        return replace(check, passed=verdict)

    checks = tuple(map(changed, own.checks))
    recursive = np.empty(0) if "stability" in passed and passed["stability"] is None else own.recursive
    own = replace(own, checks=checks, recursive=recursive)
    return with_evidence(found, diagnostics={**found.evidence.diagnostics, PORTFOLIO: own})


def shifted_grid(found, by):
    """The multiverse, had every t value been higher by ``by``."""
    grid = found.evidence.multiverse
    scale = grid.estimates / grid.tvalues
    grid = replace(grid, tvalues=grid.tvalues + by, estimates=grid.estimates + by * scale)
    return with_evidence(found, multiverse=grid)


def without_slope(found):
    reason = "dose-response: no slope: all weights may be equal (between 0.01 and 0.02)"
    return with_evidence(found, dose=replace(found.evidence.dose, gls=None, ols=None, placebo=None, reason=reason))


def with_slope(found, tvalue):
    """Dose-response with a slope of this t value, whatever the weights."""
    fit = found.evidence.dose.gls
    params = np.array([fit.params[0], tvalue * fit.bse[1]])
    fit = replace(fit, params=params, slope_bounds=(params[1],) * 2, tvalue_bounds=(tvalue,) * 2)
    return with_evidence(found, dose=replace(found.evidence.dose, gls=fit))


def confounded(found):
    """No window was clean: the day of the event, with its major news, was taken."""
    study = found.study.with_primary("day 0")
    return with_evidence(
        replace(found, study=study), primary=PrimaryWindow(study.primary, major_news(found, study.primary))
    )


def calm(found):
    """Nothing is remarkable: tests are calibrated, checks passed, no correlation changed, no slope, no other news."""
    found = with_joint(found, lambda w, t: {"reason": "", "pvalue": 0.5, "rejections": sum(t.band) / 2})
    found = with_changed_pairs(found, [])
    found = with_checks(found, **dict.fromkeys([c.name for c in found.evidence.diagnostics[PORTFOLIO].checks], True))
    quiet = dict.fromkeys(found.evidence.confounders, ())
    return without_slope(with_evidence(found, confounders=quiet))


def loud(found):
    """Everything is remarkable, in the direction of the claim."""
    sign = found.study.claim.sign
    found = with_joint(found, lambda w, t: {} if t.reason else {"pvalue": 0.001, "rejections": 0.9})
    found = with_changed_pairs(found, [(1, 0), (2, 0), (3, 1)])
    found = with_checks(found, **dict.fromkeys([c.name for c in found.evidence.diagnostics[PORTFOLIO].checks], False))
    family = tuple(
        replace(m, pvalue=1e-5, holm=1e-3, benjamini_hochberg=1e-4, romano_wolf=0.002) for m in found.evidence.family
    )
    return with_slope(shifted_grid(with_evidence(found, family=family), 6.0 * sign), 5.0 * sign)


def cases(found):
    """Each by its name."""
    return {
        "as it is": found,
        "calm": calm(found),
        "loud": loud(found),
        "confounded": confounded(found),
        "not applicable": with_checks(found, stability=None, leverage=None, influence=None),
        "opposite": with_slope(shifted_grid(found, -6.0 * found.study.claim.sign), -5.0 * found.study.claim.sign),
    }
