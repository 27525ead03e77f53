"""The one sentence of an article that makes a study's claim."""

import re
from pathlib import Path

import pytest

from analysis.errors import ArticleError
from analysis.event.article import Article, read_article
from analysis.event.claim.found import check_quote, find_claim
from analysis.study.declarations import Claim

ROOT = Path(__file__).resolve().parents[3]
ORIGINAL = ROOT.parent / "shared" / "article" / "karabakh-2023.txt"
needs_original = pytest.mark.skipif(not ORIGINAL.is_file(), reason="the article itself is not part of the project")


def claim(direction="gain", issuers=("Ruritania", "Graustark"), assets=("bonds",)):
    return Claim(quote="Bonds gained", assets=assets, issuers=issuers, direction=direction)


def found(text, **kwargs):
    return find_claim(Article(text), claim(**kwargs))


# --- the claim --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("Bonds issued by Ruritania and Graustark gained after the news.", "gain"),
        ("Ruritanian and Graustark's bonds fell.", "loss"),
        ("There was a rally in bonds of Ruritania and Graustark.", "gain"),
        ("Stocks fell, and bonds of Ruritania and Graustark gained.", "gain"),
        ("After falling for a week, bonds of Ruritania and Graustark rose.", "gain"),
        ("Bonds of Ruritania and Graustark gained, after dropping a day before.", "gain"),
        ("Yields on bonds of Ruritania and Graustark fell.", "gain"),
        ("Spreads on bonds of Ruritania and Graustark jumped.", "loss"),
        ("The bonds of Ruritania, like Graustark's, slumped.", "loss"),
    ],
)
def test_the_direction_is_that_of_the_assets(text, direction):
    assert found(text, direction=direction).direction == direction


def test_the_quote_runs_from_the_asset_to_the_move_and_knows_its_place():
    text = "Calm returned. On news of it, bonds issued by Ruritania and Graustark gained sharply."
    sentence = found(text)
    assert sentence.quote == "bonds issued by Ruritania and Graustark gained"
    assert text[sentence.position :].startswith(sentence.quote)


def test_at_most_fifteen_words_are_quoted():
    names = "of Ruritania and Graustark, which have long and tangled histories of default and of sudden recovery,"
    assert len(found(f"Bonds {names} gained.").quote.split()) <= 15


@pytest.mark.parametrize(
    "text",
    [
        "Bonds of Ruritania gained.",  # one issuer of two
        "Stocks of Ruritania and Graustark gained.",  # another asset
        "Bonds of Ruritania and Graustark were sold by dealers.",  # no move
        "Bonds of Ruritaniastan and Graustark gained.",  # another country
    ],
)
def test_without_asset_issuers_and_move_there_is_no_claim(text):
    with pytest.raises(ArticleError, match="no sentence makes the claim"):
        found(text)


def test_what_may_happen_is_no_report():
    with pytest.raises(ArticleError, match="1 speak of what may happen"):
        found("Bonds of Ruritania and Graustark could gain.")
    text = "Bonds of Ruritania and Graustark could gain. Bonds of Ruritania and Graustark gained."
    assert found(text).position == text.rindex("Bonds")


@pytest.mark.parametrize("denial", ["did not gain", "didn't gain", "failed to gain", "hardly gained", "never rose"])
def test_a_denial_is_an_error_and_never_a_claim(denial):
    with pytest.raises(ArticleError, match="denies the move"):
        found(f"Bonds of Ruritania and Graustark {denial}.")


def test_opposite_sentences_are_an_error():
    with pytest.raises(ArticleError, match="opposite directions"):
        found("Bonds of Ruritania and Graustark gained. Later bonds of Ruritania and Graustark fell.")


def test_opposite_issuers_in_one_sentence_are_an_error():
    with pytest.raises(ArticleError, match="opposite directions: 'fell' and 'gained'"):
        found("Bonds of Ruritania fell while those of Graustark gained.", direction="loss")


def test_a_direction_other_than_the_declared_one_is_an_error():
    with pytest.raises(ArticleError, match=r"study\.toml declares loss"):
        found("Bonds of Ruritania and Graustark gained.", direction="loss")


# --- the bundled article ----------------------------------------------------------------------------------------


def test_the_bundled_summary_makes_the_declared_claim(study):
    assert find_claim(read_article(study), study.claim).quote == study.claim.quote


@needs_original
def test_the_article_itself_makes_the_declared_claim(study):
    assert find_claim(read_article(ORIGINAL), study.claim).quote == study.claim.quote


@needs_original
def test_the_bundled_summary_is_in_our_own_words(study):
    """No six words in a row are the article's, but for the clause that is quoted."""

    def runs(text):
        words = re.findall(r"\w+", text.replace("’", "'").lower())
        return {tuple(words[i : i + 6]) for i in range(len(words) - 5)}

    ours = (study.folder / "article.md").read_text(encoding="utf-8")
    assert runs(ours) & runs(ORIGINAL.read_text(encoding="utf-8")) <= runs(study.claim.quote)


def test_the_quotation_must_stand_in_the_article(study):
    article = read_article(study.folder)
    check_quote(article, study.claim)
    false = study.claim.model_copy(update={"quote": "Bonds issued by Armenia doubled"})
    with pytest.raises(ArticleError, match="does not say 'Bonds issued by Armenia doubled'"):
        check_quote(article, false)


def test_an_article_is_shown_without_its_text(study):
    assert repr(read_article(study)) == "<Article article.md: 180 words>"
