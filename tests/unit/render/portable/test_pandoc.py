"""Pandoc, run with the course's filters."""

import pytest

from course.bootstrap import ROOT
from course.common.errors import CourseError
from course.common.project import load_project
from course.render.portable import pandoc


def test_pandoc_that_fails_or_warns_is_an_error() -> None:
    project = load_project(ROOT)
    text = "[a]: here\n\n[a]: there\n"
    for target, message in (("no-such-format", "Unknown output format"), ("html", "Duplicate link reference")):
        command = [pandoc.pypandoc.get_pandoc_path(), "--from=markdown", f"--to={target}"]
        with pytest.raises(CourseError, match=f"cannot be rendered: .*{message}"):
            pandoc.run_pandoc(project, command, text, "01-small")
