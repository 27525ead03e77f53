"""The command line at full speed: no pause between two requests, no wait before a second attempt, few lists."""

from unittest.mock import patch

from analysis.cli.main import main
from tests.list_server.few import few_days_of_lists, without_waiting

if __name__ == "__main__":
    for defaults, name, value in without_waiting():
        defaults[name] = value
    with patch("analysis.market.fund_lists.days_of_lists", few_days_of_lists):
        main(prog_name="python -m analysis")
