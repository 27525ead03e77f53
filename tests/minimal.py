"""The least study that runs: one fund, one claim, and no line that is not a choice."""

from tests.runs import ROOT, copy_seeds

STUDY = """title    = "A vote in Turkey"
question = "Did Turkish shares fall after the vote of 14 May 2023?"

[claim]
quote     = "Turkish shares fell"
assets    = ["shares"]
issuers   = ["Turkish"]
direction = "loss"

[event]
name    = "vote"
instant = 2023-05-14T18:00:00Z
source  = "Made for a test"
terms   = ["vote"]

[[instruments]]
ticker  = "TUR"
name    = "iShares MSCI Turkey ETF"
role    = "target"
markets = ["emerging-equities"]

[placebo]
keep_clear_of = ["vote"]
no_like_fund  = "No other series here is of shares alone"
"""
FILES = {
    "study.toml": STUDY,
    "article.md": "ISTANBUL, 15 May 2023 -- Turkish shares fell when trading began after Sunday's vote.\n",
    "calendar.csv": "utc,until,what,topic,region,affects,weight,sure,source\n"
    "2023-05-14T18:00:00Z,,First results,vote,Turkey,emerging-equities,major,press,made\n",
    "exposures.csv": "ticker,as_of,issuer,instrument,weight_pct,bound,sure,source\n"
    "TUR,2023-05-01,Turkish,all,100,exact,secondary,made\n",
}


def minimal(into, **files):
    """Folder of the study, beside a copy of the bundled prices; ``files`` replace its own by their stems."""
    folder = copy_seeds(into).with_name("vote")
    folder.mkdir()
    for name, content in FILES.items():
        (folder / name).write_text(files.get(name.split(".")[0], content), encoding="utf-8")
    return folder


CASES = ROOT.parent / "shared" / "cases" / "studies"
