"""Errors as one line, and findings in the order of their places."""

import pytest

from course.common.errors import CourseError, Finding


@pytest.mark.parametrize(
    "problem, line",
    [
        (CourseError("no chapters"), "no chapters"),
        (CourseError("no title", file="a.qmd"), "a.qmd: no title"),
        (CourseError("no title", file="a.qmd", line=3, rule="r", cell="c"), "a.qmd:3: [r] cell c: no title"),
        (CourseError("no title", rule="r", cell="c"), "[r] cell c: no title"),
    ],
)
def test_it_says_what_is_known(problem: CourseError, line: str) -> None:
    assert str(problem) == line


def test_findings_sort_by_place() -> None:
    later, earlier = Finding("a.qmd", 10, "a", "x"), Finding("a.qmd", 9, "b", "x")
    assert sorted([later, Finding("b.qmd", 1, "a", "x"), earlier])[:2] == [earlier, later]
