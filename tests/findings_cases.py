"""Findings that never were: the bundled ones with another effect, direction or weight, and their own honest verdict."""

from dataclasses import replace

from analysis.findings.exposed import sight
from analysis.findings.verdict import judge
from scipy.stats import t as student

from analysis.study.series import PORTFOLIO


def altered(found, *, abnormal_bp=None, direction=None, weight_pct=None, **study_changes):
    """The same findings, had the portfolio's primary abnormal return, the claim or the weights been others."""
    study = found.study.model_copy(update=study_changes)
    claim = found.claim
    if direction:
        study = study.model_copy(update={"claim": study.claim.model_copy(update={"direction": direction})})
        claim = replace(claim, direction=direction)
    effects = found.effects
    if abnormal_bp is not None:
        changed = tuple(
            with_abnormal(e, abnormal_bp / 1e4, study.claim.sign)
            if e.series.key == PORTFOLIO and e.window == study.primary
            else e
            for e in effects.effects
        )
        effects = replace(effects, effects=changed)
    weights = found.weights if weight_pct is None else dict.fromkeys(found.weights, (weight_pct, weight_pct))
    verdict = judge(study, effects, weights)
    evidence = replace(found.evidence, sight=sight(effects, verdict, study))
    return replace(
        found, study=study, claim=claim, effects=effects, weights=weights, verdict=verdict, evidence=evidence
    )


def with_abnormal(effect, value, sign):
    """The effect, had its abnormal return (log, decimal) been ``value`` and all that follows from it."""
    shift = value - effect.abnormal
    tvalue = value / effect.bse
    return replace(
        effect,
        raw=effect.raw + shift,
        abnormal=value,
        tvalue=tvalue,
        pvalue=2 * float(student.sf(abs(tvalue), effect.df_resid)),
        pvalue_claim=float(student.sf(sign * tvalue, effect.df_resid)),
        interval=(effect.interval[0] + shift, effect.interval[1] + shift),
        placebo=replace(effect.placebo, statistic=value),
        placebo_t=replace(effect.placebo_t, statistic=tvalue),
    )


def outcomes(found):
    """One case of each outcome, for a claimed gain and for a claimed loss."""
    cases = {}
    for direction, sign in (("gain", 1), ("loss", -1)):
        cases |= {
            ("supported", direction): altered(found, abnormal_bp=sign * 90, direction=direction),
            ("contradicted", direction): altered(found, abnormal_bp=sign * -90, direction=direction),
            ("not found", direction): altered(found, abnormal_bp=sign * 5, direction=direction, weight_pct=100.0),
            ("cannot tell", direction): altered(found, abnormal_bp=sign * 5, direction=direction),
        }
    return cases
