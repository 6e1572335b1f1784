"""Show the site while it is written, each save checked and rendered: `python3 scripts/preview.py`."""

import sys


def main() -> int:
    """Show the site until Ctrl-C. Returns the exit code."""
    from course import bootstrap

    bootstrap.run_in_environment(["requirements.txt"], quiet=False)
    from course.preview import command

    return command.main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
