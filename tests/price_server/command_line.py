"""The command line at full speed: no pause between two requests, and no wait before a second attempt."""

from analysis.cli.main import main
from analysis.market.sources.fetch import fetch_snapshot

if __name__ == "__main__":
    assert fetch_snapshot.__kwdefaults__ is not None
    fetch_snapshot.__kwdefaults__.update(pause=0.0, backoff=0.0)
    main(prog_name="python -m analysis")
