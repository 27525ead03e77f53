"""What report and figures say in each case, pinned word by word: ``make snapshots`` renews it, the diff is read."""

import re

import pytest
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from analysis.report.findings import Findings
from analysis.report.render import markdown_report
from analysis.report.results import figures
from tests.cases import CASES


class MarkdownFile(SingleFileSnapshotExtension):
    """One Markdown file a case."""

    _write_mode = WriteMode.TEXT
    file_extension = "md"


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=lambda name: name.replace(" ", "-"))
def test_report(case, snapshot):
    found = Findings(CASES[case]())
    report = markdown_report(found, drawn=[])
    without_hashes = re.sub(r"\b0{16}\b", "hash", report)
    assert snapshot(extension_class=MarkdownFile) == without_hashes + captions(found)


def captions(found):
    """What the figures say, one after the other."""
    said = (f"\n## {f['stem']}.png\n\n**{f['title']}**\n\n{f['subtitle']}\n\n{f['alt']}\n" for f in figures(found))
    return "".join(said)
