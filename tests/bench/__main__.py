"""Compare this project with other tools: `python3 tests/bench build`, `preview`, `pages`, `growth` or `gate`."""

import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]


def main() -> int:
    """Run the comparison. Returns the exit code."""
    # As tests/pytest.ini has it: the package, this one, and what tests share
    sys.path[:0] = [str(TESTS.parent / "scripts"), *(str(TESTS / name) for name in ("", "gate", "browser"))]
    from course import bootstrap

    bootstrap.run_in_environment(["requirements.txt", "tests/requirements.txt"], quiet="--quiet" in sys.argv)
    from bench import cli

    return cli.main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
