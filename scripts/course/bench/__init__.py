"""Comparisons with other tools. They install those and take minutes, so they are no part of the tests or of CI."""

import argparse

from course.bench import gate
from course.console import Reporter, told


def main(arguments: list[str]) -> int:
    """Run `scripts/bench.py` with these arguments. Returns the exit code: 0 done, 2 could not run."""
    options = parser().parse_args(arguments)

    def work() -> int:
        options.run(options, Reporter(options.quiet))
        return 0

    return told(work)


def parser() -> argparse.ArgumentParser:
    """The command's subcommands and their options."""
    result = argparse.ArgumentParser(prog="bench.py", description="Compare this project with other tools.")
    commands = result.add_subparsers(title="comparisons", required=True, metavar="COMPARISON")
    name = "which tools stop a broken chapter, one breakage at a time"
    command = commands.add_parser("gate", help=name, description=f"Find out {name}.")
    command.add_argument(
        "--tools",
        nargs="+",
        choices=gate.NAMES,
        default=list(gate.NAMES),
        metavar="TOOL",
        help=f"run these only and keep the other tools' last results (of {', '.join(gate.NAMES)})",
    )
    command.add_argument("--quiet", action="store_true", help="print nothing but errors")
    command.set_defaults(run=gate.run)
    return result
