"""A whole study of two Turkish bonds on their quotes, with factors of the bundled prices."""

from tests import turkey
from tests.runs import copy_seeds

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

{instruments}
[models."emerging debt and rates"]
factors = ["EMB", "IEF"]

[models.mean]
factors = []

[factor_labels]
EMB = "emerging debt"
IEF = "rates"

[portfolio]
name    = "Two bonds of Turkey"
members = {members}
weights = "equal"
model   = "emerging debt and rates"

[estimation]
length = 250
last   = -21
leave_out = []

[[windows]]
name    = "day 0"
returns = "close-to-close"
first   = 0
last    = 0

[placebo]
no_like_fund  = "No like series is valued at the hour of these quotes"
clearance     = 10
keep_clear_of = ["dismissal"]
minimum       = 200
near          = 120
decay         = 0.94

[decision]
alpha                 = 0.05
power                 = 0.80
moves_of_interest_pct = [1.0, 5.0]
judged_move_pct       = 5.0
member_alpha          = 0.15
plausible_move_pct    = 30.0
primary = "first clean window"

[multiverse]
models  = ["emerging debt and rates"]
lengths = [250]
windows = ["day 0"]
leave_out = [[]]

[multiverse.portfolios]
"both" = {members}

[comovement]
series  = {series}
before  = 60
after   = 30
rolling = 60
block   = 5
draws   = 199

[synthetic]
donors = ["EMB", "IEF"]
demean = true
floor_r2 = 0.5

[drawing]
path_first         = -10
path_last          = 10
timeline_start     = 2021-03-19T00:00:00Z
timeline_end       = 2021-03-23T00:00:00Z
timeline_exchanges = ["XIST", "XNYS"]
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
FACTOR = """[[instruments]]
ticker  = "{ticker}"
name    = "Fund of {markets}"
role    = "factor"
model   = "mean"
markets = ["{markets}"]

"""
WEIGHTS = "ticker,as_of,issuer,instrument,weight_pct,bound,sure,source"
CALENDAR = """utc,until,what,topic,region,affects,weight,sure,source
2021-03-17T18:00:00Z,,Federal Reserve,monetary policy,United States,rates emerging-debt,major,press,made
2021-03-20T00:00:00Z,,The head of the central bank is dismissed,dismissal,Turkey,emerging-debt,major,secondary,made
"""


def turkish_study(into, *, direction="loss", claim=CLAIM, change=lambda isin, table: table):
    """Folder of the study, its prices the middle of bid and ask of two bonds; ``change`` alters a bond's quotes."""
    folder = copy_seeds(into).with_name("turkey")
    (folder / "prices").mkdir(parents=True)
    instruments = [TARGET.format(isin=isin, **turkey.fields(isin)) for isin in MEMBERS]
    instruments += [FACTOR.format(ticker=t, markets=m) for t, m in (("EMB", "emerging-debt"), ("IEF", "rates"))]
    listed = {"members": [*MEMBERS], "series": [*MEMBERS, "EMB", "IEF"]}
    words = {name: str(tickers).replace("'", '"') for name, tickers in listed.items()}
    held = [WEIGHTS, *(f"{isin},2019-06-03,Turkey,all,100,exact,secondary,The bond itself" for isin in MEMBERS), ""]
    text = STUDY.format(claim=claim, direction=direction, instruments="".join(instruments), **words)
    for name, content in {
        "study.toml": text,
        "article.md": ARTICLE.format(claim=claim),
        "calendar.csv": CALENDAR,
        "exposures.csv": "\n".join(held),
    }.items():
        (folder / name).write_text(content, encoding="utf-8")
    table, bonds = turkey.quotes(), turkey.bonds()
    for isin in MEMBERS:
        rows = turkey.usable(table[table["isin"] == isin], bonds.loc[isin, "maturity"])
        turkey.write(folder / "prices" / f"{isin}.csv", change(isin, rows["2019-06-03":]))
    return folder
