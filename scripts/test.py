"""Set up what the tests need and run them: `python3 scripts/test.py`, with `--all` all of them."""

import sys

if sys.version_info < (3, 11):
    sys.exit("error: Python 3.11 or newer is needed, this is %d.%d" % sys.version_info[:2])


def main() -> int:
    from course import bootstrap

    bootstrap.enter(["requirements.txt", "tests/requirements.txt"], quiet=False)
    from course.cli import tests

    return tests.main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
