"""The table [[holdings]]: a fund by its name where its address is known, by number and words otherwise, or files."""

import datetime as dt

import pytest
from pydantic import ValidationError

from analysis.errors import StudyError
from analysis.study.plans import HoldingsPlan, known_funds
from analysis.study.study import load_study
from tests.cases import made_study
from tests.runs import SEED, copy_seeds, without_holdings


def test_a_study_that_declares_none_has_none():
    assert made_study().holdings == ()


def test_the_address_of_a_known_fund_needs_not_be_given():
    assert HoldingsPlan(fund="EMB").address == (239572, "ishares-jp-morgan-usd-emerging-markets-bond-etf")
    assert {fund: number for fund, (number, _) in known_funds().items()} == {
        "EMB": 239572, "EMHY": 239527, "CEMB": 239525, "LEMB": 239528, "BEMB": 329561,
    }  # fmt: skip


def test_any_other_fund_is_declared_by_its_number():
    assert HoldingsPlan(fund="XYZ", id=123456, slug="ishares-xyz").address == (123456, "ishares-xyz")
    assert HoldingsPlan(fund="XYZ", id=123456).address == (123456, "fund")
    assert HoldingsPlan(fund="EMB", id=123456).address == (123456, "fund")


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"fund": "XYZ"}, "XYZ needs id, its number on the issuer's site .known: EMB, EMHY"),
        ({"fund": "EMB", "slug": "words"}, "slug needs id"),
        ({"fund": "EMB", "source": "files", "id": 5}, 'source = "files" has none'),
        ({"fund": "EMB", "source": "vanguard"}, "Input should be 'ishares' or 'files'"),
        ({"fund": "EMB", "id": "239572"}, "valid integer"),
        ({"fund": "EMB", "id": 0}, "greater than or equal to 1"),
        ({"fund": "XYZ", "id": 5, "slug": "../../other"}, "String should match pattern"),
        ({"fund": "XYZ", "id": 5, "slug": "a?b=c"}, "String should match pattern"),
        ({"fund": "../EMB"}, "is no ticker"),
        ({"fund": "EMB", "pulls": {"2025-10-01": dt.date(2025, 9, 30)}}, "pulls is for lists of files"),
        ({"fund": "EMB", "source": "files", "pulls": {"October": dt.date(2025, 9, 30)}}, "'October' is no day"),
        ({"fund": "EMB", "source": "files", "pulls": {"2025-10-01": "2025-09-30"}}, "valid date"),
        ({"fund": "EMB", "days": 5}, "Extra inputs are not permitted"),
    ],
)
def test_what_cannot_be_an_address_is_refused(fields, says):
    with pytest.raises(ValidationError, match=says):
        HoldingsPlan(**fields)


def test_lists_of_pulls_have_their_days_declared():
    plan = HoldingsPlan(fund="EMB", source="files", pulls={"2025-10-01": dt.date(2025, 9, 30)})
    assert plan.days == {dt.date(2025, 10, 1): dt.date(2025, 9, 30)}


def declared(tmp_path, text):
    folder = without_holdings(copy_seeds(tmp_path))
    path = folder / "study.toml"
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")
    return folder


def test_a_study_declares_its_funds_in_study_toml(tmp_path):
    study = load_study(
        declared(tmp_path, '\n[[holdings]]\nfund = "EMB"\n\n[[holdings]]\nfund = "XYZ"\nsource = "files"\n')
    )
    assert [(plan.fund, plan.source) for plan in study.holdings] == [("EMB", "ishares"), ("XYZ", "files")]
    own = {"holdings", "folder", "given"}
    assert load_study(SEED).model_dump(exclude=own) == study.model_dump(exclude=own)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[[holdings]]\nfund = "EMB"\n[[holdings]]\nfund = "EMB"\n', "holdings: EMB listed twice; remove one"),
        ('[[holdings]]\nfund = "EMB"\nids = 5\n', "holdings.EMB.ids: unknown key; allowed: exchange, fund, id"),
        ('[[holdings]]\nid = 5\n', "holdings.1.fund: missing key"),
        ('[[holdings]]\nfund = "XYZ"\n', "holdings.XYZ: XYZ needs id"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_the_words_of_the_file(tmp_path, text, says):
    with pytest.raises(StudyError) as caught:
        load_study(declared(tmp_path, f"\n{text}"))
    assert says in str(caught.value)
