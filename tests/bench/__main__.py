"""Compare this project with other tools: `python3 scripts/bench.py build`, `pages`, `growth` or `gate`."""

import sys

if sys.version_info < (3, 11):
    sys.exit("error: Python 3.11 or newer is needed, this is %d.%d" % sys.version_info[:2])


def main() -> int:
    from course import bootstrap

    bootstrap.enter(["requirements.txt", "tests/requirements.txt"], quiet="--quiet" in sys.argv)
    from course import bench

    return bench.main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
