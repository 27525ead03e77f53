"""Bytes to text: UTF-8, UTF-16 and Windows-1252 are read; what is no text is named, with what to do instead."""

from __future__ import annotations

import codecs

_NO_TEXT = (
    (b"%PDF", "a PDF"),
    (b"{\\rtf", "an RTF document"),
    (b"PK\x03\x04", "a ZIP archive, as word processors write"),
    (b"\xd0\xcf\x11\xe0", "a document of an old word processor"),
)
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
MOST_ODD = 0.2
"""Of the letters of a text of Western Europe that may lie beyond ASCII: more is another script's text, misread."""


class UnreadableError(Exception):
    """Bytes that are no text: what they are, and what helps."""

    def __init__(self, what: str, remedy: str) -> None:
        self.what, self.remedy = what, remedy
        super().__init__(what)


def text_of_bytes(content: bytes) -> tuple[str, str]:
    """Text of some bytes, and the name of the encoding.

    A byte order mark decides; without one it is UTF-8 where that fits, and else Windows-1252, the encoding of older
    Western files.

    Raises
    ------
    UnreadableError
        If the bytes are those of a PDF or another format, hold zeros as no text does, or fit no encoding.
    """
    for start, what in _NO_TEXT:
        if content.startswith(start):
            raise UnreadableError(f"is {what}", "copy the article's text into a .txt file, or save the page as .html")
    for mark, name in _MARKS:
        if content.startswith(mark):
            try:
                return content.decode(name), name.removesuffix("-sig").upper()
            except UnicodeDecodeError as error:
                raise UnreadableError(f"byte {error.start} is not {name}", "save the file as UTF-8") from error
    if (zero := content.find(b"\0")) >= 0:
        raise UnreadableError(f"byte {zero} is 0: no text", "give the article's text as .txt, .md or .html")
    try:
        return content.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError as error:
        return _western(content, error.start)


def _western(content: bytes, wrong: int) -> tuple[str, str]:
    remedy = "save the file as UTF-8"
    try:
        text = content.decode("windows-1252")
    except UnicodeDecodeError as error:
        raise UnreadableError(f"byte {error.start} is neither UTF-8 nor Windows-1252", remedy) from error
    letters = [c for c in text if c.isalpha()]
    odd = len([c for c in letters if not c.isascii()])
    if odd > MOST_ODD * max(len(letters), 1):
        raise UnreadableError(f"byte {wrong} is not UTF-8, and the text is no Western one", remedy)
    return text, "Windows-1252"
