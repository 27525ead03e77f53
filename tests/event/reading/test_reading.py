"""Reading an article: text in several encodings, front matter, sentences and quotations."""

import datetime as dt

import pytest

from analysis.errors import ArticleError
from analysis.event.article import MOST_BYTES, read_article
from analysis.event.dating.publication import metadata_cues
from analysis.event.reading.sentences import quotations, sentences


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
        ("Облигации выросли".encode("koi8-r"), "is not UTF-8, and the text is no Western one"),
        (b"%PDF-1.7 ...", "is a PDF; copy the article's text"),
        (b"{\\rtf1 Bonds gained.}", "is an RTF document; copy"),
        (b"PK\x03\x04", "is a ZIP archive"),
        (b"Bonds\0gained", "byte 5 is 0: no text"),
        (b"\xff\xfeB", "byte 2 is not utf-16"),
        (b"---\na: [\n---\nBonds gained", "front matter is not YAML"),
        (b"---\n- a\n---\nBonds gained", "names no keys"),
        (b"+++\n" + b"#" * 30_000 + b"\n+++\nBonds gained", "front matter has 30,001 letters"),
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


@pytest.mark.parametrize(
    ("encoding", "read_as"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("windows-1252", "Windows-1252"),
    ],
)
def test_an_encoding_is_known_and_told(tmp_path, encoding, read_as):
    path = tmp_path / "article.txt"
    path.write_bytes("The café’s bonds gained.".encode(encoding))
    article = read_article(path)
    assert article.text == "The café’s bonds gained."
    assert article.read_as == f"text, {read_as}"


@pytest.mark.parametrize(
    "front_matter",
    [
        "+++\npublished = 2023-09-20\n+++\n",
        "+++\ndate = 2023-09-20\n+++\n",
        '+++\npublished = "2023-09-20"\n+++\n',
        "---\npublished: 2023-09-20\n---\n",
        "---\ndate: 2023-09-20T08:00:00+04:00\ntitle: A war\n---\n",
        "---\ndate: 20 September 2023\n---\n",
    ],
)
def test_the_day_of_publication_is_read_from_front_matter_however_it_is_spelt(tmp_path, front_matter):
    path = tmp_path / "article.md"
    path.write_text(f"{front_matter}Bonds gained.\n", encoding="utf-8")
    article = read_article(path)
    (cue,) = metadata_cues(article)
    assert cue.date == dt.date(2023, 9, 20)
    assert article.text == "Bonds gained.\n"


@pytest.mark.parametrize(
    ("moment", "days"),
    [
        ("2023-11-09T03:28:35Z", ["2023-11-08", "2023-11-09"]),  # evening in America
        ("2023-11-09T09:00:00Z", []),
        ("2023-11-09T20:00:00Z", ["2023-11-09", "2023-11-10"]),  # morning in the far east
        ("2023-11-09T03:28:35+04:00", []),  # its place is told
    ],
)
def test_a_moment_in_utc_keeps_both_days_that_it_can_be(tmp_path, moment, days):
    path = tmp_path / "article.md"
    path.write_text(f"---\npublished: '{moment}'\n---\nBonds gained.\n", encoding="utf-8")
    (cue,) = metadata_cues(read_article(path))
    assert [str(day) for day in cue.choices] == days


def test_a_ruled_line_at_the_top_is_no_front_matter(tmp_path):
    path = tmp_path / "article.md"
    path.write_text("---\nBonds gained.\n", encoding="utf-8")
    assert read_article(path).text == "---\nBonds gained.\n"


def test_a_text_that_no_article_has_is_refused_by_its_length(tmp_path):
    path = tmp_path / "article.txt"
    path.write_text("Bonds gained. " * MOST_BYTES, encoding="utf-8")
    with pytest.raises(ArticleError, match="letters; allowed: at most 100,000"):
        read_article(path)


def test_quotations_are_found_whatever_the_marks():
    text = 'He said “no”, she "yes", and they «perhaps»; a 5" nail and an “open one.'
    assert [text[a:b] for a, b in quotations(text)] == ["“no”", '"yes"', "«perhaps»"]
