"""Practise on the pages, with real PyTorch behind them: `python3 scripts/practice.py`."""

import sys


def main() -> int:
    """Serve the site with kernels behind it until Ctrl-C. Returns the exit code."""
    from course import bootstrap

    bootstrap.run_in_environment(["requirements.txt", "scripts/course/practice/requirements.txt"], quiet=False)
    from course.practice import command

    return command.main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
