"""Some results of the made study whose texts are rendered once, so that to write them takes milliseconds."""

from functools import cache
from types import SimpleNamespace
from unittest import mock

from analysis.report import write
from analysis.report.findings import Findings
from tests.cases import made_case


@cache
def _rendered():
    found = Findings(made_case())
    texts = {name: table.to_csv() for name, table in found.pieces["effects"].tables().items()}
    tables = {name: SimpleNamespace(to_csv=lambda text=text: text) for name, text in texts.items()}
    return {
        "findings": SimpleNamespace(drawn=found.drawn, title=found.title, question=found.question),
        "results": write.results(found),
        "csv_tables": tables,
        "report_tables": {"effects-portfolio": SimpleNamespace(to_latex=lambda: "a table")},
        "marked_report": write.marked_report(found, drawn=[]),
        "html_report": "<p>A page</p>",
    }


def _draw(findings, save, _):
    for name in findings.drawn[0].files:
        save(name, b"drawn")


def write_rendered(out):
    """Write them as a run does; of the figures one, which is not drawn."""
    ready = _rendered()
    made = {name: mock.Mock(return_value=ready[name]) for name in ready.keys() - {"findings"}}
    with mock.patch.multiple(write, **made, draw_all=_draw):
        write.write_findings(ready["findings"], out)


_rendered()
