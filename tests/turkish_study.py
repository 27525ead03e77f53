"""A whole study of some Turkish bonds, with models, factors and rule of the bundled study of bonds."""

import re

from tests import turkey
from tests.runs import BONDS, copy_seeds

MEMBERS = ("US900123AL40", "US900123BG46")
"""Of 2030 and 2040: no coupon in the weeks around the event."""
CLAIM = "Bonds issued by Turkey fell"
ARTICLE = """+++
source    = "A made report"
publisher = "Nobody"
rights    = "Made for a test."
text      = "Made for a test."
+++

The head of the central bank was dismissed in the night to Saturday. "{claim}" when trading began again.
"""
STUDY = """title    = "Made for a test"
question = "Did bonds of Turkey move when the head of its central bank was dismissed?"
seed     = 7
snapshot = "../prices"

[claim]
quote     = "{claim}"
assets    = ["bonds"]
issuers   = ["Turkey"]
direction = "{direction}"

[event]
name      = "a dismissal"
date      = 2021-03-20
date_from = "declared"
instant   = 2021-03-20T00:00:00Z
source    = "Decree of the night, made for a test"
terms     = ["dismissed"]

"""
TARGET = """[[instruments]]
ticker   = "{isin}"
name     = "Dollar bond of Turkey, {isin}"
role     = "target"
model    = "emerging debt and rates"
markets  = ["emerging-debt"]
source   = "csv"
sessions = "quoted"
valued   = "{valued}"
price    = "dirty"
coupon   = {coupon}
maturity = {maturity}

"""
ISSUERS = """ticker,as_of,issuer,instrument,weight_pct,bound,sure,source
{targets}
"""
CALENDAR = """utc,until,what,topic,region,affects,weight,sure,source
2021-03-20T00:00:00Z,,The head of the central bank is dismissed,dismissal,Turkey,emerging-debt,major,secondary,made
2021-03-17T18:00:00Z,,Federal Reserve,monetary policy,United States,rates emerging-debt,major,press,made
"""


def turkish_study(into, *, direction="loss", claim=CLAIM, change=lambda isin, table: table):
    """Folder of the study, its prices the middle of bid and ask of two bonds; ``change`` alters a bond's quotes."""
    folder = copy_seeds(into).parent / BONDS.name
    toml = folder / "study.toml"
    rest = toml.read_text(encoding="utf-8")
    rest = rest[rest.index("# At 15:00 New York's funds") :]
    targets = "".join(TARGET.format(isin=i, **turkey.fields(i)) for i in MEMBERS)
    names = ", ".join(f'"{m}"' for m in MEMBERS)
    for pattern, new in {
        r"^name    = \"Bonds of both countries\"": 'name    = "Two bonds of Turkey"',
        r"^\[placebo\]": '[placebo]\nno_like_fund = "No like series is valued at the hour of these quotes"',
        r"^members = .*": f"members = [{names}]",
        r"^leave_out = \[\"karabakh\"\].*": "leave_out = []",
        r"^leave_out = \[\[\].*": "leave_out = [[]]",
        r"^keep_clear_of = .*": 'keep_clear_of = ["dismissal"]',
        r"^\[multiverse\.portfolios\].*?(?=^\[)": f'[multiverse.portfolios]\n"both" = [{names}]\n\n',
        r'"GDAM", "GDAZ", "GDGE", "GDTR", "EMCB", "EMHB", ': f"{names}, ",
        r'"EMCB", "EMHB", ': "",
        r"2023-09-19T|2023-09-21T": lambda found: "2021-03-19T" if "19T" in found[0] else "2021-03-23T",
        r"^models  = \[.*": 'models  = ["emerging debt and rates"]',
        r"^lengths = .*": "lengths = [250]",
        r"^draws   = .*": "draws   = 199",
    }.items():
        rest, count = re.subn(pattern, new, rest, flags=re.M | re.S if ".*?" in pattern else re.M)
        assert count, pattern
    toml.write_text(STUDY.format(claim=claim, direction=direction) + targets + rest, encoding="utf-8")
    (folder / "article.md").write_text(ARTICLE.format(claim=claim), encoding="utf-8")
    (folder / "calendar.csv").write_text(CALENDAR, encoding="utf-8")
    held = "\n".join(f"{i},2019-06-03,Turkey,all,100,exact,secondary,The bond itself" for i in MEMBERS)
    (folder / "exposures.csv").write_text(ISSUERS.format(targets=held), encoding="utf-8")
    table, bonds = turkey.quotes(), turkey.bonds()
    for isin in MEMBERS:
        rows = turkey.usable(table[table["isin"] == isin], bonds.loc[isin, "maturity"])
        turkey.write(folder / "prices" / f"{isin}.csv", change(isin, rows["2019-06-03":]))
    for ticker in ("GDAM", "GDAZ", "GDGE", "GDTR", "EMCB", "EMHB"):
        (folder / "prices" / f"{ticker}.csv").unlink()
    return folder
