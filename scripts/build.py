"""Set up what is needed, execute and check the course, and build its site: `python3 scripts/build.py`."""

import sys


def main() -> int:
    """Build the site. Returns the exit code."""
    from course import bootstrap

    bootstrap.run_in_environment(["requirements.txt"], quiet="--quiet" in sys.argv)
    from course.cli import build

    return build.main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
