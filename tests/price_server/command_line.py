"""The command line at full speed: no pause between two requests, and no wait before a second attempt."""

from analysis.cli.main import main
from analysis.market.sources.fetch import fetch_snapshot
from analysis.market.sources.fetch_lists import fetch_lists

if __name__ == "__main__":
    for function in (fetch_snapshot, fetch_lists):
        assert function.__kwdefaults__ is not None
        function.__kwdefaults__.update(pause=0.0, backoff=0.0)
    main(prog_name="python -m analysis")
