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

    @classmethod
    def get_snapshot_name(cls, *, test_location, index):
        """The case alone."""
        return str(index)


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_the_report_reads_as_it_was_read(case, snapshot):
    report = markdown_report(Findings(CASES[case]()), drawn=[])
    without_hashes = re.sub(r"\b0{16}\b", "hash", report)
    assert snapshot(name=case.replace(" ", "-"), extension_class=MarkdownFile) == without_hashes
