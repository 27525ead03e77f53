"""Mean residuals of groups by lines that go through none of their own units."""

import numpy as np
import pytest

from analysis.errors import EstimationError
from analysis.eventstudy.cross_section.groups import group_residuals
from analysis.eventstudy.cross_section.lines import day_lines
from tests.eventstudy.cross_section.made import BP, made

UNEVEN = (3, 30, 12, 7, 20, 12, 5, 9, 12, 15)
M = made(2, days=8, sizes=UNEVEN)


def by_hand(m, out, group):
    """Mean residual of a group by a robust line of its own without some groups."""
    units, own = ~np.isin(m.groups, out), m.groups == group
    line = day_lines(m.returns, m.characteristics, np.tile(units, (len(m.returns), 1))).params
    off = m.returns - line[:, [0]] - np.einsum("tnk,tk->tn", m.characteristics, line[:, 1:])
    return off[:, own].mean(axis=1)


def test_a_treated_or_left_out_group_is_measured_by_the_line_of_all_others():
    found = M.residuals(("g00", "g03"), left_out=("g05",))
    for name in ("g00", "g03", "g05"):
        np.testing.assert_allclose(
            found.mean[:, found.labels.index(name)], by_hand(M, ["g00", "g03", "g05"], name), rtol=1e-8
        )
    assert list(np.array(found.labels)[~found.control]) == ["g00", "g03", "g05"]


def test_a_control_group_is_measured_without_itself_nearly_as_if_all_were_done_again():
    # A first step: the difference is a small part of the noise of a mean, some 9 basis points here.
    found = M.residuals()
    for name in ("g01", "g04", "g06"):
        again = by_hand(M, ["g00", name], name)
        assert np.abs(found.mean[:, found.labels.index(name)] - again).max() < 0.6 * BP
        naive = by_hand(M, ["g00"], name)
        assert np.abs(naive - again).max() > 0.6 * BP


def test_with_all_weights_one_leaving_a_group_out_is_exact():
    # Residuals within the bound for all units: Huber's line is that of least squares, and no step is left to take.
    rng = np.random.default_rng(3)
    off = np.sign(rng.standard_normal(M.returns.shape)) * 10 * BP
    m = M.__class__(off, M.characteristics, M.groups, M.regions)
    found = m.residuals()
    assert (found.lines.weights[:, m.groups != "g00"] == 1).all()
    for name in ("g01", "g06"):
        units = ~np.isin(m.groups, ["g00", name])
        for day in range(8):
            X = np.column_stack([np.ones(len(m.groups)), m.characteristics[day]])
            b, *_ = np.linalg.lstsq(X[units], m.returns[day, units], rcond=None)
            own = (m.returns[day] - X @ b)[m.groups == name].mean()
            assert found.mean[day, found.labels.index(name)] == pytest.approx(own, abs=1e-12)


def test_a_treated_group_bends_no_line_whatever_it_does():
    still, moved = M.residuals(), M.plus(0.2, 4, ["g00"]).residuals()
    np.testing.assert_array_equal(moved.lines.params, still.lines.params)
    np.testing.assert_allclose(moved.mean[:, 0] - still.mean[:, 0], 0.2 * (np.arange(8) == 4), atol=1e-12)
    np.testing.assert_array_equal(moved.mean[:, 1:], still.mean[:, 1:])
    # Through it, the line would take part of the gain, and give the others the opposite.
    inside = M.plus(0.2, 4, ["g00"]).residuals(("g01",)).mean[4] - M.residuals(("g01",)).mean[4]
    assert np.delete(inside, [0]).min() < -1 * BP


def test_a_shock_to_all_or_one_that_goes_with_a_characteristic_is_in_no_residual():
    names = sorted(M.regions)
    np.testing.assert_allclose(M.plus(0.05, 4, names).residuals().mean, M.residuals().mean, atol=1e-11)
    steeper = M.returns + 0.01 * M.characteristics[..., 0] * (np.arange(8) == 4)[:, None]
    m = M.__class__(steeper, M.characteristics, M.groups, M.regions)
    np.testing.assert_allclose(m.residuals().mean, M.residuals().mean, atol=1e-11)


def test_without_leaves_a_set_out_of_the_line():
    found = M.residuals()
    sets = np.array([np.isin(found.labels, out) for out in ((), ("g01",), ("g02", "g04"))])
    means = found.without(sets, ("g00",))
    np.testing.assert_allclose(means[:, 0], found.mean[:, 0], atol=1e-15)
    for column, out in ((1, ["g01"]), (2, ["g02", "g04"])):
        assert np.abs(means[:, column] - by_hand(M, ["g00", *out], "g00")).max() < 1.0 * BP
        anew = M.residuals().without(sets, ("g00",), anew=[2, 5])[:, column]
        np.testing.assert_allclose(anew[[2, 5]], by_hand(M, ["g00", *out], "g00")[[2, 5]], atol=1e-11)
        np.testing.assert_array_equal(np.delete(anew, [2, 5]), np.delete(means[:, column], [2, 5]))
    both = M.residuals(("g00", "g01"))
    np.testing.assert_allclose(both.without(sets[:1], ("g00", "g01"))[:, 0], both.mean[:, :2].mean(axis=1))


def test_what_is_not_observed_is_counted_and_has_no_part():
    holes = M.returns.copy()
    holes[3, M.groups == "g01"] = np.nan
    holes[5, 0] = np.nan
    unknown = M.characteristics.copy()
    unknown[6, 1, 1] = np.nan
    found = group_residuals(holes, unknown, M.groups, treated=("g00",))
    assert found.unobserved.tolist() == [0, 0, 0, 30, 0, 1, 1, 0]
    assert found.count[:, 0].tolist() == [3, 3, 3, 3, 3, 2, 2, 3]
    assert np.isnan(found.mean[3, 1])
    assert np.isfinite(np.delete(found.mean, 3, 0)).all()
    assert found.lines.nobs.tolist() == [122, 122, 122, 92, 122, 122, 122, 122]


def test_a_price_that_stood_still_is_out_on_that_day_and_the_next_where_declared():
    stale = np.zeros(M.returns.shape, bool)
    stale[3, [0, 40]] = True
    stale[7, 0] = True
    found = M.residuals(stale=stale)
    assert found.stale.tolist() == [0, 0, 0, 2, 2, 0, 0, 1]
    assert found.count[:, 0].tolist() == [3, 3, 3, 2, 2, 3, 3, 2]
    assert M.residuals().stale.sum() == 0


@pytest.mark.parametrize(("national", "own", "expected"), [(0.0, 15.0, 0.0), (10.0, 10.0, 0.5), (15.0, 5.0, 0.9)])
def test_the_correlation_within_groups_is_found(national, own, expected):
    found = made(4, days=200, regional=0.0, national=national, own=own, tails=0).residuals()
    assert found.intraclass == pytest.approx(expected, abs=0.03)
    assert found.share[0, 0] == pytest.approx(found.intraclass + (1 - found.intraclass) / 12)


@pytest.mark.parametrize(
    ("declared", "message"),
    [
        ({"treated": ("g00", "Atlantis")}, "no group Atlantis; allowed: g00, g01"),
        ({"treated": ()}, "no treated group; name the groups that the event is about"),
        ({"treated": ("g00",), "left_out": ("g00",)}, "declared twice: g00; treated or left out, and once"),
        ({"treated": tuple(sorted(M.regions))}, "no control group is left; leave fewer groups out"),
        ({"treated": ("g00",), "stale": np.zeros((8, 3), bool)}, "stale as returns"),
    ],
)
def test_what_cannot_be_is_refused(declared, message):
    with pytest.raises(EstimationError, match=message):
        group_residuals(M.returns, M.characteristics, M.groups, **declared)


def test_a_price_that_fell_to_nothing_is_refused():
    gone = M.returns.copy()
    gone[3, 5] = -np.inf
    with pytest.raises(EstimationError, match="infinite returns; check the prices for zeros"):
        group_residuals(gone, M.characteristics, M.groups, treated=("g00",))
