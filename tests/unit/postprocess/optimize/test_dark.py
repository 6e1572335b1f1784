"""The dark look without scripts: our sheets' dark rules once more, for the reader's system."""

import re

import lightningcss
import pytest

from course.bootstrap import ROOT
from course.common.errors import CourseError
from course.postprocess.optimize.dark import MEDIA, dark_rules


def test_dark_rules_stand_for_the_system_too() -> None:
    text = 'p{color:red}:is(body.quarto-dark,[data-scheme="alternate"]) p{color:blue}@media print{p{color:green}}'
    assert dark_rules(text, "a.css") == f"{MEDIA}{{:root p{{color:blue}}}}"
    text = "body.quarto-dark,[data-scheme=alternate] body{color:blue}"
    assert dark_rules(text, "a.css") == f"{MEDIA}{{body,:root body{{color:blue}}}}"
    assert dark_rules("p{color:red}", "a.css") == ""


def test_every_dark_rule_of_the_sites_sheet_is_known() -> None:
    name = "assets/styles/site.css"
    text = lightningcss.process_stylesheet((ROOT / name).read_text(encoding="utf-8"), filename=name)
    made = dark_rules(text, name)
    assert "quarto-dark" not in made and "data-scheme" not in made
    assert made.count("{") - 1 == len(re.findall(r"[^{}]*quarto-dark[^{}]*\{", text)) > 5


def test_what_is_no_css() -> None:
    with pytest.raises(CourseError, match="this is no CSS"):
        dark_rules("p{color:red}}", "a.css")
