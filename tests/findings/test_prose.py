"""What the report says in each case, pinned word by word: ``make snapshots`` renews it, and the diff is to be read."""

import re

import pytest
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from analysis.report.findings import Findings
from analysis.report.render import markdown_report
from tests.cases import CASES


class MarkdownFile(SingleFileSnapshotExtension):
    """One Markdown file a case."""

    _write_mode = WriteMode.TEXT
    file_extension = "md"


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=lambda name: name.replace(" ", "-"))
def test_report(case, snapshot):
    report = markdown_report(Findings(CASES[case]()), drawn=[])
    without_hashes = re.sub(r"\b0{16}\b", "hash", report)
    assert snapshot(extension_class=MarkdownFile) == without_hashes
