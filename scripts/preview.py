"""Show the site while it is written, each save checked and rendered: `python3 scripts/preview.py`."""

import sys

if sys.version_info < (3, 11):
    sys.exit("error: Python 3.11 or newer is needed, this is %d.%d" % sys.version_info[:2])


def main() -> int:
    """Enter the environment and run the command; returns its exit code."""
    from course import bootstrap

    bootstrap.enter(["requirements.txt"], quiet=False)
    from course.preview import command

    return command.main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
