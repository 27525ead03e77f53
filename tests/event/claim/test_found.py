"""The article: reading it, and finding the one sentence that makes the claim."""

import re
from pathlib import Path

import pytest

from analysis.errors import ArticleError
from analysis.event.article import Article, read_article
from analysis.event.claim.found import check_quote, find_claim
from analysis.event.reading.sentences import sentences
from analysis.study.declarations import Claim

ROOT = Path(__file__).resolve().parents[3]
ORIGINAL = ROOT.parent / "shared" / "article" / "karabakh-2023.txt"
needs_original = pytest.mark.skipif(not ORIGINAL.is_file(), reason="the article itself is not part of the project")


def claim(direction="gain", issuers=("Ruritania", "Graustark"), assets=("bonds",)):
    return Claim(quote="Bonds gained", assets=assets, issuers=issuers, direction=direction)


def found(text, **kwargs):
    return find_claim(Article(text), claim(**kwargs))


# --- reading ----------------------------------------------------------------------------------------------------


def test_front_matter_is_split_from_the_text(tmp_path):
    path = tmp_path / "article.md"
    path.write_text('+++\npublisher = "Agency"\npublished = 2023-09-20\n+++\nBonds gained.\n')
    article = read_article(tmp_path)
    assert article.text == "Bonds gained.\n"
    assert article.front_matter["publisher"] == "Agency"
    assert str(article.front_matter["published"]) == "2023-09-20"


def test_front_matter_is_read_only(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("Bonds gained.")
    with pytest.raises(TypeError):
        read_article(path).front_matter["published"] = "2023-09-20"  # type: ignore[index]


def test_windows_files_read_like_others(tmp_path):
    path = tmp_path / "a.md"
    path.write_bytes(b"\xef\xbb\xbf+++\r\nsource = 'x'\r\n+++\r\nBonds gained.\r\n")
    assert read_article(path).text == "Bonds gained.\n"


def test_a_study_and_its_folder_give_the_same_article(study):
    assert read_article(study) == read_article(study.folder)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "holds no words"),
        (b"+++\nsource = 'x'\n+++\n \n", "holds no words"),
        (b"Bonds \x81 gained", "byte 6 is neither UTF-8 nor Windows-1252"),
        (b"+++\nsource = 'x'\nBonds gained", "front matter has no end"),
        (b"+++\nsource = x y\n+++\nBonds gained", "front matter is not TOML"),
    ],
)
def test_what_cannot_be_read_is_an_error(tmp_path, content, message):
    path = tmp_path / "article.md"
    path.write_bytes(content)
    with pytest.raises(ArticleError, match=message) as error:
        read_article(path)
    assert str(path) in str(error.value)
    assert "\n" not in str(error.value)


def test_a_missing_file_and_a_folder_without_article_are_errors(tmp_path):
    for path in (tmp_path / "nothing.txt", tmp_path):
        with pytest.raises(ArticleError, match="cannot be read"):
            read_article(path)


# --- sentences --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("On Sept. 20 it began. It ended.", ["On Sept. 20 it began.", "It ended."]),
        ("The U.S. rose. J. Doe fell.", ["The U.S. rose.", "J. Doe fell."]),
        ("“It is over.” He left.", ["“It is over.”", "He left."]),
        ("Yields fell to 6.5 percent. Done.", ["Yields fell to 6.5 percent.", "Done."]),
        ("A headline\n\nIts text goes\non here.", ["A headline", "Its text goes\non here."]),
        ("Agency L.P.\n\nMore", ["Agency L.P.", "More"]),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text, expected):
    assert [text[a:b].strip() for a, b in sentences(text)] == expected


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
