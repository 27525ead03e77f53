"""What each figure of the evidence says: title, subtitle, source and alternative text, filled from the numbers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from analysis.findings.captions import Caption, estimation_words, model_words, source_line
from analysis.findings.record_evidence import diagnostics_record, joint_record, naive_record
from analysis.findings.record_exposed import dose_record, sight_record, synthetic_record
from analysis.findings.record_together import comovement_record, multiverse_record
from analysis.findings.spells import shown_windows
from analysis.findings.summary import needed_sentence
from analysis.measure.effects import PORTFOLIO
from analysis.words.filters import small
from analysis.words.numbers import bp, capital, count, listing, percent, probability, span

if TYPE_CHECKING:
    from analysis.findings.results import Findings


def specifications_caption(findings: Findings) -> Caption:
    """How many specifications find the claimed move, and whether all together are unusual."""
    m, study = multiverse_record(findings), findings.study
    number, some = m["specifications"], m["significant"]
    found = f"{some} of {number} specifications {'finds' if some == 1 else 'find'}"
    if not some:
        found = f"No specification of {number} finds"
    stands = "stands out" if m["p_mean_t"] <= study.decision.alpha else "does not stand out"
    title = (
        f"{found} a {study.claim.direction}; their mean t, {m['t_mean']:+.2f}, {stands} "
        f"(p = {probability(m['p_mean_t'])})"
    )
    subtitle = (
        f"t value of the portfolio in each specification, sorted; band: 95 % of the same curves on "
        f"{m['placebo_dates']} placebo dates. Joint p-values: median effect {probability(m['p_median_effect'])}, "
        f"mean t {probability(m['p_mean_t'])}, share significant {probability(m['p_significant_share'])}"
    )
    alt = f"Sorted t values of all specifications within the band of the placebo dates, and their choices. {title}."
    return Caption(title, subtitle, source_line(findings), alt)


def sight_caption(findings: Findings) -> Caption:
    """How likely the judged move of the assets would have been seen."""
    sight, study = sight_record(findings), findings.study
    judged = next(i for i in sight["implied"] if i["judged"])
    assets, alpha = listing(list(study.claim.assets)), f"{100 * study.decision.alpha:g} %"
    if judged["high_bp"] > 0:
        chance = span(percent(judged["power_low"]), percent(judged["power_high"]))
        title = (
            f"A move of the {assets} by {judged['gain_pct']:g} % would have been seen with {chance} probability by the "
            f"placebo test; chance alone gives at most {alpha}"
        )
    else:
        title = needed_sentence(findings).rstrip(".")
    subtitle = (
        f"{study.portfolio.name}, {study.primary.name} window: smallest effect found with "
        f"{percent(study.decision.power)} probability, one-sided at {alpha}: {sight['analytic_bp']:.1f} bp by the t "
        f"test, {_amount(sight['empirical_bp'])} by effects added to the placebo dates"
    )
    alt = f"Move of the assets that could be seen against their weight in a fund, and two power curves. {title}."
    return Caption(title, subtitle, source_line(findings), alt)


def _amount(bp_or_more: float) -> str:
    return f"{bp_or_more:.1f} bp" if math.isfinite(bp_or_more) else "none"


def dose_caption(findings: Findings) -> Caption:
    """Whether funds with more of the assets moved more."""
    dose, study = dose_record(findings), findings.study
    assets, number = listing(list(study.claim.assets)), len(dose["funds"])
    subtitle = f"{count(number, 'fund')}, {study.primary.name} window; bars: 95 % intervals and admissible weights"
    more, less = {"gain": ("gained more", "gained less"), "loss": ("lost more", "lost less")}[study.claim.direction]
    if dose["gls"] is None:
        title = capital(dose["reason"])
    else:
        slope = dose["gls"]
        alpha = study.decision.alpha
        found = more if slope["p"] <= alpha else less if slope["p_opposite"] <= alpha else ""
        head = f"Funds with more of the {assets} {found}" if found else "No dose-response can be seen"
        p = slope["p_opposite"] if found == less else slope["p"]
        title = (
            f"{head}: {slope['slope_pct']:+.1f} % for the {assets} themselves at the middle weights (one-sided p at "
            f"most {probability(p)})"
        )
        subtitle += (
            f"; line: generalised least squares at the middle weights; shaded: no confidence band, but the range of "
            f"slopes, {slope['least_pct']:+.1f} % to {slope['greatest_pct']:+.1f} %, that the weights allow"
        )
    alt = f"Abnormal return of each fund against the weight of the assets in it. {title}."
    return Caption(title, capital(subtitle), source_line(findings), alt)


def calibration_caption(findings: Findings) -> Caption:
    """How many tests keep their level on the placebo dates, and how far the naive ones are off."""
    joint, naive = joint_record(findings), naive_record(findings)
    alpha, window = f"{100 * findings.study.decision.alpha:g} %", findings.study.primary.name
    stay = "stays" if joint["calibrated"] == 1 else "stay"
    title = (
        f"{capital(window)} window: {joint['calibrated']} of {joint['valid']} joint tests {stay} inside the band of a "
        f"{alpha} test on placebo dates"
    )
    if naive:
        title += f"; {naive['test']}, which assumes independence, rejects on {percent(naive['rejections'])}"
    windows = listing([w.name for w in shown_windows(findings.study)])
    subtitle = (
        f"Share of {joint['dates']} placebo dates on which each test of the "
        f"{count(len(findings.study.portfolio.members), 'fund')} rejects at {alpha}; windows: {windows}. "
        "The band assumes independent dates, but rejections cluster in time: a mark just outside is no proof"
    )
    alt = f"Rejection rate of each joint test on the placebo dates with its binomial band. {title}."
    return Caption(title, subtitle, source_line(findings), alt)


def twin_caption(findings: Findings) -> Caption:
    """How the portfolio moved against its synthetic twin."""
    s, study = synthetic_record(findings), findings.study
    way = {"greater": "more", "less": "less"}[study.claim.side]
    title = (
        f"{study.portfolio.name}: {s['gap_bp']:+.1f} bp against its synthetic twin; {s['in_time']['as_far']} of "
        f"{s['in_time']['dates']} placebo dates had that gap or {way} (one-sided p = {probability(s['in_time']['p'])})"
    )
    kind = findings.study.primary.returns
    subtitle = (
        f"{capital(kind)} returns cumulated from the close of event day -1; weights fitted to {s['sessions']} sessions "
        f"before (R² = {s['rsquared']:.2f}, RMSPE {s['rmspe_bp']:.1f} bp); band: 95 % of {s['path_dates']} placebo "
        f"dates, pointwise; the gap lies outside it on {s['path_days_outside']} of {s['path_days']} days"
    )
    alt = f"The portfolio and a mixture of other funds around the event, their gap, and the mixture. {title}."
    return Caption(title, subtitle, source_line(findings), alt)


def correlations_caption(findings: Findings) -> Caption:
    """How many correlations changed with the event."""
    c, study = comovement_record(findings), findings.study
    number = f"{c['pairs']} correlations"
    title = f"{_changes(c)}; the mean of all went from {c['mean_before']:.2f} to {c['mean_after']:.2f}"
    subtitle = (
        f"Close-to-close returns, {c['sessions_before']} sessions before and {c['sessions_after']} after the event's "
        f"windows; in hundredths. Framed: changed at {100 * study.decision.alpha:g} % after correction for {number} "
        "(bootstrap); dotted: only with one session in it"
    )
    alt = f"Correlations of {c['series']} series before and after the event, and their change. {title}."
    return Caption(title, subtitle, source_line(findings), alt)


def _changes(c: dict[str, Any]) -> str:
    """Which correlations changed, and which of these changes rest on one session."""
    lasting, fragile = ([p for p in c["changed"] if p["lasts"] is lasts] for lasts in (True, False))
    if not c["changed"]:
        return f"No correlation of {c['pairs']} changed after the event"
    first = (lasting or fragile)[0]
    which = f"{first['first']} and {first['second']}, {first['before']:.2f} to {first['after']:.2f}"
    if not lasting:
        found = f"No correlation of {c['pairs']} changed lastingly: the change of {which}, rests on one session, "
        found += first["session"]
        return f"{found}, and so do {len(fragile) - 1} more" if len(fragile) > 1 else found
    found = f"{capital(small(len(lasting)))} of {c['pairs']} correlations changed after the event: {which}"
    found += f" and {len(lasting) - 1} more" if len(lasting) > 1 else ""
    return f"{found}; {len(fragile)} more on one session only" if fragile else found


def rolling_caption(findings: Findings) -> Caption:
    """How closely the targets moved together on the eve, and over the years."""
    rolling = comovement_record(findings)["rolling"]
    title = "No two series are followed over time"
    if rolling["pairs"]:
        pair = rolling["pairs"][0]
        targets = pair["pair"] == "mean of the targets"
        whose = "The targets' mean correlation" if targets else f"The correlation of {pair['pair']}"
        title = (
            f"{whose} was {pair['eve']:.2f} on the eve of the event and {pair['last']:.2f} at the end; over all it lay "
            f"between {pair['lowest']:.2f} and {pair['highest']:.2f}"
        )
    subtitle = (
        f"Correlation of close-to-close returns over {rolling['sessions']} sessions, drawn at the last of them; "
        f"{rolling['first']} to {rolling['last']}"
    )
    alt = f"Lines of rolling correlations over time, the event marked. {title}."
    return Caption(title, subtitle, source_line(findings), alt)


def fit_caption(findings: Findings) -> Caption:
    """Which checks the portfolio's model fails."""
    d, study = diagnostics_record(findings), findings.study
    failed = list(d["failed"])
    found = (
        f"fails {small(len(failed))} of {small(d['checks'])} checks: {listing(failed)}"
        if failed
        else (f"passes all {small(d['checks'])} checks")
    )
    title = f"{study.portfolio.name}: its model {found}"
    effect = findings.effects.get(PORTFOLIO, study.primary.name)
    subtitle = (
        f"{capital(model_words(findings))}; {study.primary.returns} returns; {estimation_words(findings)}; "
        f"abnormal return {bp(effect.abnormal)}"
    )
    alt = f"Residuals, cumulative sum, rolling coefficients, quantiles and leverage of the model. {title}."
    return Caption(title, subtitle, source_line(findings), alt)
