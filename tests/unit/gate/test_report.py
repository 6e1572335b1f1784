"""What the gate has found, as text for people, for programs and for GitHub; and the list of rules."""

import json
import re

from course.common.errors import Finding
from course.gate.registry import RULES
from course.gate.report import catalog, format_catalog, format_findings

PLAIN = Finding("a.qmd", 3, "links", "50% of\nthe links")
CELL = Finding("a.qmd", 9, "raises", "it raises", "1.2 Loss", "loss-answer", "ValueError: no\nat line 2")


def test_lines_for_people() -> None:
    assert format_findings([PLAIN, CELL]).splitlines()[2:] == [
        "a.qmd:9: [raises] 1.2 Loss, cell loss-answer: it raises",
        "    ValueError: no",
        "    at line 2",
        "2 findings in 1 file",
    ]


def test_annotations_of_a_workflow_are_one_line_each() -> None:
    assert format_findings([PLAIN, CELL], "github").splitlines() == [
        "::error file=a.qmd,line=3,title=links::50%25 of%0Athe links",
        "::error file=a.qmd,line=9,title=raises::1.2 Loss, cell loss-answer: it raises",
    ]


def test_json_says_everything() -> None:
    first, second = json.loads(format_findings([PLAIN, CELL], "json"))
    assert (first["line"], second["detail"]) == (3, "ValueError: no\nat line 2")


def test_every_rule_is_listed_once() -> None:
    names = [name for name, _ in catalog()]
    assert len(names) >= 50
    assert names == sorted(set(names)) and {rule.id for rule in RULES} < set(names)
    lines = format_catalog().splitlines()
    assert len(lines) == len(names)
    assert all(re.fullmatch(r"[\w-]+ +\S.*", line) for line in lines)
