"""Begin a chapter or an exercise: `python3 scripts/new.py chapter "Its title"`, see --help."""

import sys


def main() -> int:
    """Begin a chapter or an exercise. Returns the exit code."""
    from course import bootstrap

    bootstrap.run_in_environment(["requirements.txt"], quiet=False)
    from course.cli import new

    return new.main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
