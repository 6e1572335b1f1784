"""Run the gate alone on what the last build executed and published: `python3 scripts/check.py`."""

import sys


def main() -> int:
    """Run the gate. Returns the exit code."""
    from course import bootstrap

    bootstrap.run_in_environment(["requirements.txt"], quiet=True)
    from course.cli import check

    return check.main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
