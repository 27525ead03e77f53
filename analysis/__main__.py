"""``python -m analysis``."""

from analysis.cli.main import main
from analysis.commands import called

if __name__ == "__main__":
    main(prog_name=called())
