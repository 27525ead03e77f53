"""Every key of study.toml takes values of its own type and size: all others are told in one line, at once."""

import pytest

from analysis.errors import printable
from tests.runs import call, earlier_results, is_one_line, tree

pytest_plugins = ("tests.runs.plugin",)

DIGITS = "9" * 4000
TOO_MANY_DIGITS = "9" * 5000
DEEP = "[" * 60 + "]" * 60
ENDLESS = "[\n" * 5000 + "]\n" * 5000
NO_TEXT = (
    "true",
    "1",
    "[]",
    "2023-09-20",
    '""',
    '"  "',
    f'"{"x" * 3000}"',
    r'"\u001b[31mred"',
    r'"a\u202eb"',
    '"\\u0007"',
)
NO_NAME = (*NO_TEXT, f'"{"x" * 200}"')
NO_INTEGER = ("true", '"250"', "250.0", "nan", "[250]", "2023-09-20", DIGITS, f"-{DIGITS}", TOO_MANY_DIGITS)
NO_NUMBER = ("true", '"0.5"', "nan", "inf", "-inf", "[0.5]", "1e400", "1e-320", "0", "-1", DIGITS)
NO_MOMENT = ("true", '"2023-09-20T09:00:00Z"', "2023-09-20", "2023-09-20T09:00:00", "0001-01-01T00:00:00+14:00",
             "9999-12-31T23:59:59-12:00", "20230920")  # fmt: skip
NO_NAMES = ('"EMB"', "true", "[1]", "[true]", '[""]', "[[]]", '[["EMB"]]', DEEP, "{}", r'["a\u0000b"]')

VALUES = {
    ("", "title"): NO_TEXT,
    ("", "question"): NO_TEXT,
    ("", "seed"): (*NO_INTEGER, "-1", "9223372036854775808"),
    ("", "snapshot"): ("true", "7", '""', '"a\\u0000b"', f'"{"../" * 1000}"'),
    ("claim", "quote"): (*NO_TEXT, f'"{"word " * 16}"'),
    ("claim", "assets"): ("[]", *NO_NAMES),
    ("claim", "issuers"): ("[]", *NO_NAMES),
    ("claim", "direction"): ("true", "1", '"up"', '"GAIN"', "[]"),
    ("event", "name"): NO_NAME,
    ("event", "date"): ("true", '"2023-09-20"', "20230920", "2023-09-20T09:00:00Z", "0001-01-01", "9999-12-31",
                        "2023-02-30"),
    ("event", "date_from"): ("true", '"article or declared"'),
    ("event", "instant"): NO_MOMENT,
    ("event", "source"): NO_TEXT,
    ("event", "terms"): ("[]", *NO_NAMES),
    ("[instruments]", "ticker"): (*NO_NAME, '"../../x"', '"<script>"', '"E\\nMB"', '"E MB"', '"=EMB"', '".."', '"a/b"',
                                  '"EMB,"', '"ÉMB"', f'"{"A" * 33}"'),
    ("[instruments]", "name"): NO_NAME,
    ("[instruments]", "role"): ("true", '"targets"'),
    ("[instruments]", "model"): ("true", "1", '"bond"'),
    ("[instruments]", "markets"): ("[]", '["emerging-dept"]', '["RATES"]', *NO_NAMES),
    ("models.bonds", "factors"): ('["IEF", "XXX"]', *NO_NAMES),
    ("factor_labels", "HYG"): (*NO_NAME, '"rates"', '"RATES"', '"raw"', '"abnormal"', '"Drift"', '"portfolio"',
                               '"IEF"'),
    ("portfolio", "name"): NO_NAME,
    ("portfolio", "members"): ("[]", '["EMB", "EMB"]', '["IEF"]', *NO_NAMES),
    ("portfolio", "weights"): ("true", '"value"'),
    ("estimation", "length"): (*NO_INTEGER, "0", "-250", "29", "100000"),
    ("estimation", "last"): (*NO_INTEGER, "0", "-1", "-100000"),
    ("estimation", "leave_out"): ('["nothing such"]', *NO_NAMES),
    ("[windows]", "first"): (*NO_INTEGER, "1", "-100000"),
    ("[windows]", "last"): (*NO_INTEGER, "-1", "100000"),
    ("placebo", "clearance"): (*NO_INTEGER, "-1", "100000"),
    ("placebo", "minimum"): (*NO_INTEGER, "0", "1000000000"),
    ("placebo", "near"): (*NO_INTEGER, "0", "1000000000"),
    ("placebo", "decay"): (*NO_NUMBER, "1.01"),
    ("decision", "alpha"): (*NO_NUMBER, "1", "5"),
    ("decision", "power"): (*NO_NUMBER, "1"),
    ("decision", "judged_move_pct"): (*NO_NUMBER, "1e9"),
    ("decision", "plausible_move_pct"): (*NO_NUMBER, "1e9"),
    ("decision", "moves_of_interest_pct"): ("[]", "5", "[0]", "[true]", '["5"]', "[nan]", f"[{DIGITS}]"),
    ("multiverse", "lengths"): ("[]", "250", "[29]", "[true]", '["250"]', "[250.0]", "[1000000000]"),
    ("multiverse", "models"): ("[]", '["bond"]', *NO_NAMES),
    ("multiverse", "leave_out"): ("[]", '["karabakh"]', "[[1]]", "{}"),
    ("comovement", "series"): ("[]", '["EMB"]', '["EMB", "EMB"]', *NO_NAMES),
    ("comovement", "before"): (*NO_INTEGER, "0", "1000000000"),
    ("comovement", "block"): (*NO_INTEGER, "0"),
    ("comovement", "draws"): (*NO_INTEGER, "198", "1000000000"),
    ("synthetic", "demean"): ("1", '"true"', "[]"),
    ("synthetic", "floor_r2"): NO_NUMBER,
    ("drawing", "path_first"): (*NO_INTEGER, "1", "-100000"),
    ("drawing", "path_last"): (*NO_INTEGER, "-1", "100000"),
    ("drawing", "timeline_start"): (*NO_MOMENT, "1923-09-19T00:00:00Z"),
    ("drawing", "timeline_end"): (*NO_MOMENT, "2023-09-18T00:00:00Z", "2099-09-18T00:00:00Z"),
    ("drawing", "timeline_exchanges"): ("[]", '["XNYX"]', *NO_NAMES),
}  # fmt: skip


def put_value(path, table, key, value):
    """Give the first key of that name in a table another value."""
    lines = path.read_text(encoding="utf-8").splitlines()
    start = next(n for n, line in enumerate(lines, 1) if line.startswith(f"[{table}]")) if table else 0
    at = next(n for n, line in enumerate(lines) if n >= start and line.split("=")[0].strip() == key)
    lines[at] = f"{key} = {value}"
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")


@pytest.mark.parametrize(("table", "key"), VALUES, ids=lambda part: part or "top")
def test_a_value_of_another_type_or_size_is_told_by_its_key(study_copy, tmp_path, table, key):
    path, out = study_copy / "study.toml", earlier_results(tmp_path / "results")
    good, before = path.read_text(encoding="utf-8"), tree(out)
    for value in VALUES[table, key]:
        put_value(path, f"[{table[1:-1]}]" if table.startswith("[") else table, key, value)
        ended = call("run", study_copy, "--no-figures", "--out", out)
        lines = ended.stderr.splitlines()
        assert (ended.exit_code, ended.stdout) == (1, ""), value
        assert all(
            line.startswith("error: ") and len(line) < 2000 and printable(line, len(line)) == line for line in lines
        ), value
        assert any(word in ended.stderr for word in (key, f"{table}:", "not valid TOML", "prices")), value
        path.write_text(good, encoding="utf-8")
    assert tree(out) == before


CHANGE = '[[calendar_changes]]\nexchange = "XNYS"\ndate = 2023-03-03\nclosed = true\nsource = "made"'
WEEK = '[own_calendars.XBOX]\ndays = ["Mon"]\nopen = "09:00"\nclose = "17:00"\nzone = "UTC"\nsource = "made"'
FURTHER = {
    "calendar_changes.1.exchange": (CHANGE, '"XNYS"', ("1", '"XNYX"', '""')),
    "calendar_changes.1.date": (
        CHANGE,
        "2023-03-03",
        ("0001-01-01", "9999-12-31", '"2023-03-03"', "true", "2023-03-04"),
    ),
    "calendar_changes.1.closed": (CHANGE, "true", ("1", '"yes"')),
    "calendar_changes.1.open": (CHANGE, "closed = true", ("open = 9", "open = true", 'open = "25:00"', "open = []")),
    "calendar_changes.1.source": (CHANGE, '"made"', NO_TEXT),
    "own_calendars.XBOX.days": (WEEK, '["Mon"]', ('"Mon"', "[1]", "[]", '["Someday"]')),
    "own_calendars.XBOX.open": (WEEK, '"09:00"', ("9", '"9"', '"24:00"', "true")),
    "own_calendars.XBOX.zone": (WEEK, '"UTC"', ('"Mars/Olympus"', '"../../etc/passwd"', "1", '"a\\u0000b"')),
}
"""Tables that a study may have, the place of a value in them, and values that it cannot have."""


@pytest.mark.parametrize(("text", "good", "values"), FURTHER.values(), ids=FURTHER)
def test_a_value_of_a_table_that_need_not_be_is_told_by_its_key(study_copy, request, text, good, values):
    key, path = request.node.callspec.id, study_copy / "study.toml"
    before = path.read_text(encoding="utf-8")
    for value in values:
        path.write_text(f"{before}\n{text.replace(good, value)}\n", encoding="utf-8")
        ended = call("run", study_copy, "--out", study_copy.parent / "out")
        assert ended.exit_code == 1, value
        assert all(line.startswith("error: ") for line in ended.stderr.splitlines()), value
        assert f"study.toml: {key}: " in ended.stderr, value


WHOLE_FILES = {
    "nothing": (b"", "title: missing key"),
    "zeros": (b"\0" * 1000, "not valid TOML"),
    "bytes of another encoding": ("title = 'é'".encode("latin-1"), "byte 9 is not UTF-8"),
    "endless lists": (f"seed = {ENDLESS}".encode(), "lie more than 8 deep"),
    "endless dotted keys": (f"{'a.' * 4000}a = 1".encode(), "lie more than 8 deep"),
    "a line without end": (b"a." * 90_000, "a line of 180,000 characters"),
    "too much of it": (b"# note\n" * 100_000, "700,000 bytes; allowed: at most 200,000"),
    "thousands of unknown keys": ("".join(f"key{n} = 1\n" for n in range(12_000)).encode(), "unknown key"),
    "thousands of tables": (b"[[instruments]]\n" * 12_000, "more; correct these first"),
    "a key twice": (b"seed = 1\nseed = 2\n", "not valid TOML"),
    "a number of many digits": (f"seed = {TOO_MANY_DIGITS}".encode(), "a number has thousands of digits"),
    "keys that nobody sees": (b'"\\u001b[2J\\n" = 1\n', r"\x1b[2J\n"),
}


@pytest.mark.parametrize(("content", "says"), WHOLE_FILES.values(), ids=WHOLE_FILES)
def test_a_file_that_is_no_study_is_refused_in_a_few_lines(study_copy, content, says):
    (study_copy / "study.toml").write_bytes(content)
    ended = call("run", study_copy, "--out", study_copy.parent / "out")
    lines = ended.stderr.splitlines()
    assert (ended.exit_code, ended.stdout) == (1, "")
    assert 1 <= len(lines) <= 21
    assert all(line.startswith("error: ") and printable(line, len(line)) == line for line in lines)
    assert says in ended.stderr
    assert not (study_copy.parent / "out").exists()


@pytest.mark.parametrize(
    ("first", "second", "says"),
    [
        ("EMB", "emb", "is EMB but for capitals"),
        ("EMB", "raw", "a word of our own"),
        ("EMB", "Portfolio", "a word of our own"),
        ("EMB", "manifest", "a word of our own"),
        ("EMB", "oil", "a word of our own"),
    ],
)
def test_a_ticker_that_means_something_else_is_refused(study_copy, first, second, says):
    path = study_copy / "study.toml"
    text = path.read_text(encoding="utf-8").replace(f'"{first}"', f'"{first}"', 1)
    path.write_text(text.replace('"PCY"', f'"{second}"'), encoding="utf-8")
    ended = call("run", study_copy, "--out", study_copy.parent / "out")
    assert ended.exit_code == 1
    assert f"instruments.{second}: " in ended.stderr
    assert says in ended.stderr


def test_a_multiverse_of_more_than_can_be_estimated_is_refused(study_copy):
    lengths = ", ".join(map(str, range(150, 250)))
    portfolios = "\n".join(f'"p{n}" = ["EMB"]' for n in range(90))
    path = study_copy / "study.toml"
    put_value(path, "multiverse", "lengths", f"[{lengths}]")
    text = path.read_text(encoding="utf-8").replace("[multiverse.portfolios]", f"[multiverse.portfolios]\n{portfolios}")
    path.write_text(text, encoding="utf-8")
    ended = call("run", study_copy, "--out", study_copy.parent / "out")
    assert ended.exit_code == 1
    assert "study.toml: multiverse: 94,000 combinations of its choices; at most 20,000 are estimated" in ended.stderr


def test_a_folder_whose_name_nobody_sees_is_refused(study_copy):
    folder = study_copy.rename(study_copy.with_name("a\x1b[31mb\nc"))
    ended = call("run", folder)
    assert ended.exit_code == 2
    assert is_one_line(ended.stderr, r"a\x1b[31mb\nc", "its name holds U+001B", "rename the folder")
