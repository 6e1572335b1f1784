"""`python3 tests/bench`: its comparisons and their options."""

import argparse

from bench import build, gate, growth, pages, preview, readme
from course.bootstrap import ROOT
from course.cli.build import positive
from course.common.console import Reporter, run_command

# Name, what it finds out, module, runs unless told otherwise
SPEED = (
    ("build", "how long an author waits for a build", build, 5),
    ("preview", "how long an author waits for a page after a save", preview, 5),
    ("pages", "how long a reader waits for a page", pages, 1),
    ("growth", "how builds grow with the number of chapters", growth, 3),
)


def main(arguments: list[str]) -> int:
    """Run a comparison, and write its result and the tables of all. Returns the exit code: 0 done, 2 could not run."""
    options = parser().parse_args(arguments)
    reporter = Reporter(options.quiet)

    def compare() -> int:
        file = options.compare(options, reporter)
        readme.update(ROOT)
        reporter.say(f"Written to {file.relative_to(ROOT)}")
        return 0

    return run_command(compare)


def parser() -> argparse.ArgumentParser:
    """The comparisons and their options."""
    result = argparse.ArgumentParser(prog="bench", description="Compare this project with other tools.")
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
    command.set_defaults(compare=gate.compare_tools)
    for name, what, module, runs in SPEED:
        command = commands.add_parser(name, help=what, description=f"Find out {what}.")
        command.add_argument(
            "--runs",
            type=positive,
            default=runs,
            help="of everything, in turn; medians are shown (default: %(default)s)",
        )
        command.set_defaults(compare=module.measure_all)
    for command in commands.choices.values():
        command.add_argument("--quiet", action="store_true", help="print nothing but errors")
    return result
