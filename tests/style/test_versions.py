"""One source for Quarto's versions: what else names them agrees with the program that looks for Quarto."""

import yaml

from course.bootstrap import ROOT
from course.render.quarto.program import OLDEST, PINNED


def read(file: str) -> str:
    return (ROOT / file).read_text(encoding="utf-8")


def test_quartos_oldest_release() -> None:
    assert yaml.safe_load(read("_extensions/course/_extension.yml"))["quarto-required"] == f">={OLDEST}.0"
    assert f"[Quarto {OLDEST} or newer installed]" in read("README.md")


def test_node_is_the_same_for_the_linters_and_the_practice() -> None:
    pins = [line for line in read("scripts/course/practice/requirements.txt").splitlines() if "==" in line]
    assert pins and set(pins) <= set(read("tests/requirements.txt").splitlines())


def test_quartos_pinned_release() -> None:
    """In every workflow; one that asks for the newest release has no number to compare."""
    found = []
    for workflow in sorted((ROOT / ".github/workflows").glob("*.yml")):
        jobs = yaml.safe_load(workflow.read_text(encoding="utf-8"))["jobs"].values()
        steps = [step for job in jobs for step in job["steps"] if "quarto" in step.get("uses", "")]
        found += [(workflow.name, step["with"]["version"]) for step in steps]
    assert sorted(found) == [("latest.yml", PINNED), ("latest.yml", "release"), ("site.yml", PINNED)]
