"""Set up what the tests need and run them: `python3 scripts/test.py`, with `--all` all of them."""

import sys


def main() -> int:
    """Run the tests. Returns the exit code."""
    from course import bootstrap

    bootstrap.run_in_environment(["requirements.txt", "tests/requirements.txt"], quiet=False)
    from course.cli import tests

    return tests.main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
