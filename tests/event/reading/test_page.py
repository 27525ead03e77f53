"""Web pages: the article's own text, and when the page says that it was published."""

import pytest

from analysis.errors import ArticleError
from analysis.event.article import read_article
from analysis.event.reading.page import is_page, read_page

STORY = "<h1>A truce</h1><p>A truce in the hills was agreed upon on Wednesday.</p><p>It holds.</p>"


def page(body=STORY, head=""):
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"


def json_ld(text):
    return f'<script type="application/ld+json">{text}</script>'


@pytest.mark.parametrize(
    "around",
    [
        "<nav><p>Monday's storm</p></nav>{}",
        "{}<footer><p>Monday © 2026</p></footer>",
        "<script>var day = 'Monday'</script>{}",
        "{}<aside><p>On Monday another thing.</p></aside>",
        '{}<div class="related-stories"><p>On Monday another thing.</p></div>',
        '<div id="cookie-banner"><p>Since Monday we use them.</p></div>{}',
        "{}<form><p>Monday letters</p></form>",
    ],
)
def test_what_stands_around_an_article_is_left_out(around):
    text = read_page(page(around.format(f"<article>{STORY}</article>"))).text
    assert text == "A truce\n\nA truce in the hills was agreed upon on Wednesday.\n\nIt holds.\n"


@pytest.mark.parametrize(
    ("head", "published", "says"),
    [
        (
            json_ld('{"@type": "NewsArticle", "datePublished": "2023-09-20T09:00:00Z"}'),
            "2023-09-20T09:00:00Z",
            "JSON-LD",
        ),
        (json_ld('{"@graph": [{"@type": ["Article"], "datePublished": "2023-09-20"}]}'), "2023-09-20", "JSON-LD"),
        (json_ld("{broken") + '<meta name="date" content="2023-09-20">', "2023-09-20", "meta date"),
        (json_ld('{"@type": "Person", "datePublished": "2001-01-01"}'), "", ""),
        (json_ld('{"@type": "NewsArticle", "datePublished": "soon"}'), "", ""),
        (json_ld('{"@type": "ItemList", "x": {"@type": "Article", "datePublished": "2001-01-01"}}'), "", ""),
        (
            '<meta property="article:published_time" content="2023-09-20T09:00:00Z">',
            "2023-09-20T09:00:00Z",
            "meta artic",
        ),
        ('<meta itemprop="datePublished" content="2023-09-20">', "2023-09-20", "meta datepub"),
        ('<link rel="canonical" href="https://example.org/2023/09/20/truce">', "2023-09-20", "the page's address"),
        ("", "", ""),
    ],
)
def test_the_pages_own_data_say_when_it_was_published(head, published, says):
    found = read_page(page(head=head))
    assert found.published == published
    assert found.says.startswith(says)
    assert bool(found.says) is bool(published)


def test_of_several_articles_the_one_with_the_pages_headline_counts():
    other = '{"@type": "NewsArticle", "headline": "Other", "datePublished": "2001-01-01"}'
    own = '{"@type": "NewsArticle", "headline": "A truce", "datePublished": "2023-09-20"}'
    assert read_page(page(head=json_ld(other) + json_ld(own))).published == "2023-09-20"


@pytest.mark.parametrize(
    ("name", "text", "known"),
    [
        ("a.html", "x", True),
        ("a.HTM", "x", True),
        ("a.txt", "<!doctype html><p>x", True),
        ("a.txt", "<!-- saved --> <html>", True),
        ("a.txt", "Bonds < shares", False),
        ("a.md", "# A headline", False),
    ],
)
def test_a_page_is_known_by_its_name_or_its_first_tag(name, text, known):
    assert is_page(name, text) is known


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("<html><body><script>x</script></body></html>", "no text of an article is found"),
        ("", "no web page can be read"),
        (page("<p>a</p>" * 30_000), "elements, and at most 12,000"),
    ],
)
def test_a_page_without_an_article_is_an_error(tmp_path, content, message):
    path = tmp_path / "a.html"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ArticleError, match=message):
        read_article(path)


def test_a_page_is_read_with_what_says_when_it_was_published(tmp_path):
    path = tmp_path / "a.html"
    path.write_text(page(head='<meta name="date" content="2023-09-20">'), encoding="utf-8")
    article = read_article(path)
    assert article.front_matter["published"] == "2023-09-20"
    assert (article.says, article.read_as) == ("meta date", "web page, UTF-8")
