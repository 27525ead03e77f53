"""Which way a report looks: as the claim does, unless the tests found a move the other way."""

import pytest

from analysis.measure.deciding import looking
from tests.cases import made_case


@pytest.mark.parametrize(
    ("direction", "gain", "sign", "alternative", "against", "move"),
    [
        ("gain", 0.0, 1, "greater", False, "a gain"),
        ("gain", 0.01, 1, "greater", False, "a gain"),
        ("gain", -0.01, -1, "less", True, "a loss"),
        ("loss", 0.0, -1, "less", False, "a loss"),
        ("loss", -0.01, -1, "less", False, "a loss"),
        ("loss", 0.01, 1, "greater", True, "a gain"),
        ("move", 0.01, 1, "two-sided", False, "a move"),
        ("move", -0.01, -1, "two-sided", False, "a move"),
    ],
)
def test_a_report_looks_the_claims_way_unless_the_other_was_found(direction, gain, sign, alternative, against, move):
    found = made_case(gain=gain, claim={"direction": direction}).once(looking)
    assert (found.sign, found.alternative, found.against, found.move) == (sign, alternative, against, move)


def test_it_says_its_side_in_words():
    gain, either = (made_case(claim={"direction": d}).once(looking) for d in ("gain", "move"))
    assert (gain.sided, either.sided) == ("one-sided for a gain", "two-sided")
    assert (gain.opposite, either.opposite) == ("less", "two-sided")
    assert (gain.or_more, made_case(claim={"direction": "loss"}).once(looking).or_more) == ("more", "less")
