"""Every random number follows from the study's seed, and no number from the order in which others were asked for."""

import re

import pytest

from analysis.measure.case import Case
from analysis.report.findings import Findings
from analysis.report.results import results
from tests.cases import OF_FUNDS, made_case, made_study, made_timing

OF_THE_BOOTSTRAP = {
    ".study.seed",
    ".sure.comovement.correlations[].bootstrap_pvalue",
    ".sure.comovement.correlations[].familywise_pvalue",
    ".sure.comovement.p_jennrich_bootstrap",
    ".sure.comovement.p_mean",
    ".unusual.joint.tests[].band_high",
    ".unusual.joint.tests[].band_low",
    ".unusual.joint.tests[].outside_band",
}


def leaves(value, path=""):
    """Every value with the path of its key and its place in lists."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from leaves(inner, f"{path}[{place}]")
    else:
        yield path, value


def case_of(seed):
    """The made study with this seed, on the same made prices."""
    case, study = made_case(), made_study(seed=seed)
    return Case(made_timing(study), case.snapshot, case.returns, case.holdings, case.source)


@pytest.fixture(scope="module")
def told():
    return dict(leaves(results(Findings(case_of(1)))))


@pytest.mark.slow
def test_the_same_seed_gives_the_same_numbers(told):
    assert dict(leaves(results(Findings(case_of(1))))) == told
    assert len(told) > 1000


@pytest.mark.slow
def test_another_seed_changes_the_p_values_of_the_bootstrap_and_nothing_else(told):
    other = dict(leaves(results(Findings(case_of(2)))))
    differing = {path for path in told.keys() | other.keys() if told.get(path) != other.get(path)}
    assert {re.sub(r"\[\d+\]", "[]", path) for path in differing} == OF_THE_BOOTSTRAP


@pytest.mark.slow
def test_what_is_asked_for_first_changes_no_number(told):
    case = case_of(1)
    for exhibit in reversed(OF_FUNDS):
        exhibit.piece(case)
    assert dict(leaves(results(Findings(case)))) == told
