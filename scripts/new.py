"""Begin a chapter or an exercise: `python3 scripts/new.py chapter "Its title"`, see --help."""

import sys

if sys.version_info < (3, 11):
    sys.exit("error: Python 3.11 or newer is needed, this is %d.%d" % sys.version_info[:2])


def main() -> int:
    from course import bootstrap

    bootstrap.enter(["requirements.txt"], quiet=False)
    from course.cli import new

    return new.main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
