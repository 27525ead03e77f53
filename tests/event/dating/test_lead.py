"""The lead's day: one or two sentences of Wednesday, 18 September 2019, and the day of their news, if any."""

import datetime as dt

import pytest

from analysis.errors import EventDateError
from analysis.event.article import Article
from analysis.event.dates import date_event

PUBLISHED = "September 18, 2019"
LEADS = [
    ("The palace said on Tuesday that the old king had died on Sunday.", "2019-09-15"),
    ("The bank said on Tuesday that its profit fell in the quarter to June 30.", "2019-09-17"),
    ("The firm's sales rose by 3% in the three months to June 30, it said on Tuesday.", "2019-09-17"),
    ("The government will hold a vote on Thursday.", None),
    ("Talks will be held on 28 September, the ministry says.", None),
    ("A vote is to be held this Friday.", None),
    ("This Monday a bomb killed ten people in the capital.", "2019-09-16"),
    ("Ten people died on Sunday and twelve on Monday.", None),
    (
        "Drones hit two oil plants on Saturday and cut output by half. Oil rose by 15% on Monday, the most since 1991.",
        "2019-09-14",
    ),
    ("Oil rose by 15% on Monday after drones hit two plants on Saturday.", "2019-09-16"),
    ("Oil jumped on Monday after Saturday's attack on two plants.", "2019-09-16"),
    ("The central bank cut rates today. It had cut them in July.", "2019-09-18"),
    ("The central bank cut rates on Wednesday.", "2019-09-18"),
    ("The union and the carmaker have agreed to meet on Friday.", None),
    (
        "Workers at the carmaker went on strike at midnight on Sunday. Talks went on on Tuesday.",
        None,
    ),
    ("Police arrested a man on Tuesday over the death of a girl who vanished on May 3.", "2019-09-17"),
    ("A man accused of the attack of 15 March appeared in court on Tuesday.", "2019-09-17"),
    ("A year after the flood of 14 September 2018, the town has a new bridge.", None),
    ("Voters go to the polls today.", "2019-09-18"),
    ("Israel's voters went to the polls yesterday. Results are expected today.", "2019-09-17"),
    ("The president spoke by phone with his rival on Tuesday evening, his office said on Wednesday.", "2019-09-17"),
    ("His office said on Wednesday that the president spoke with his rival on Tuesday evening.", "2019-09-17"),
    ("The two men will face trial next Monday, a judge ruled on Tuesday.", "2019-09-17"),
    ("Between 3 May and 9 May the river rose by two metres.", None),
    ("Since Monday, four storms have been named.", None),
    ("By Tuesday, fires had burnt three million hectares.", None),
    ("From today, shops may open on Sundays.", "2019-09-18"),
    ("From Monday, shops may open for longer.", None),
    ("Shops are closed on Monday.", None),
    ("Markets in Tokyo were closed on Monday for a holiday. Stocks elsewhere fell on Tuesday.", None),
    ("The storm is expected to reach land on Thursday, forecasters said on Tuesday.", "2019-09-17"),
    ("The premier, who took office on 24 July, lost a vote on Tuesday.", "2019-09-17"),
    ("The premier lost a vote Tuesday night. “On Monday I was sure of it,” he said.", "2019-09-17"),
    ("The firm was founded on 18 September 1919.", None),
    ("Hundreds marched on Friday. Organisers spoke of thousands. On Saturday, shops opened again.", None),
    ("Australia's dollar fell on Tuesday, when minutes showed that rates may be cut.", "2019-09-17"),
    ("The state is to sell bonds on Thursday, it said on Tuesday.", "2019-09-17"),
    ("On 17 September the court began to hear the case. A ruling may come on Friday.", "2019-09-17"),
    ("Saudi Arabia's minister said late on Tuesday that output was back.", "2019-09-17"),
    ("The minister resigned Tuesday, two days after his party lost the vote.", "2019-09-17"),
    ("Two days after the vote, the minister resigned.", None),
    ("It is three years ago today that the bridge fell.", "2019-09-18"),
    ("The index lost 2% last Tuesday.", "2019-09-17"),
]


def dated(lead):
    return date_event(Article(f"{PUBLISHED}\n\n{lead}")).date


@pytest.mark.parametrize(("lead", "day"), [(lead, day) for lead, day in LEADS if day])
def test_a_lead_gives_the_day_of_its_news(lead, day):
    assert dated(lead) == dt.date.fromisoformat(day)


@pytest.mark.parametrize("lead", [lead for lead, day in LEADS if day is None])
def test_a_lead_that_names_no_day_of_its_news_is_refused_with_the_day_of_publication(lead):
    with pytest.raises(EventDateError) as error:
        dated(lead)
    assert dt.date(2019, 9, 18) in [c.date for c in error.value.candidates[:4]]


def test_today_may_be_the_evening_before_the_stamp():
    assert dated("The plant shut on Tuesday. Its suppliers let ten people go today.") == dt.date(2019, 9, 17)


def test_a_day_that_the_rest_names_more_often_is_no_answer():
    lead = "Oil crashed on Monday. It won back a tenth.\n\nNobody knew why. "
    with pytest.raises(EventDateError, match="the lead's day and later ones do not agree"):
        dated(f"{lead}On Tuesday it fell. By noon on Tuesday it stood still. On Tuesday traders left.")


def test_the_rest_of_an_article_can_hold_the_day_with_the_leads_words():
    lead = "The lira's slide has wiped out savings. Shops change their tags. Bakers close."
    assert dated(f"{lead} Some queue. The slide of the lira began on Monday.") == dt.date(2019, 9, 16)
    with pytest.raises(EventDateError, match="the lead names no day"):
        dated(f"{lead} Some queue. The slide of the lira began on Monday. Queues formed on Tuesday.")


@pytest.mark.parametrize(
    "lead",
    [
        "The mayor is gone after Tuesday's count. She took office on 3 May 2016.",
        "Six people are dead after Tuesday's storm. The worst on record struck on March 4, 2011.",
        "Wheat jumped following Tuesday's report. Millers bought it up. A ban on exports began on 2 August 2019.",
        "Wheat is far below Tuesday's close. It was at its highest on 30 August 2019.",
        "The mayor is gone after Tuesday's count. She was sworn in on Monday.",
    ],
)
def test_an_older_day_behind_one_beside_the_news_is_background(lead):
    with pytest.raises(EventDateError) as error:
        dated(lead)
    assert [str(c.date) for c in error.value.candidates[:2]] == ["2019-09-17", "2019-09-18"]


def test_a_day_long_ago_behind_the_first_sentence_is_background():
    with pytest.raises(EventDateError, match="1233 days before publication") as error:
        dated("The mayor is gone. She took office on 3 May 2016.")
    assert [str(c.date) for c in error.value.candidates] == ["2019-09-18", "2016-05-03"]


def test_a_later_day_than_the_one_beside_the_news_stays_the_news():
    assert dated("The mayor is gone after Sunday's count. She quit on Monday.") == dt.date(2019, 9, 16)
    assert dated("The mill has shut after a strike ended on Monday.") == dt.date(2019, 9, 16)
