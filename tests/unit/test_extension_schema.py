"""What editors are told of the optimizer lab is what the lab does."""

import re

import lxml.html
import yaml

from course.bootstrap import ROOT

EXTENSION = ROOT / "_extensions/course"


def test_the_schema_has_the_settings_of_the_lab() -> None:
    schema = yaml.safe_load((EXTENSION / "_schema.yml").read_text(encoding="utf-8"))
    settings = schema["element-attributes"]["optimizer-lab"]
    filter_text = (EXTENSION / "lab.lua").read_text(encoding="utf-8")
    defaults = re.findall(r'\{ "([\w-]+)", ([\d.]+) \}', filter_text.partition("SETTINGS =")[2].partition("\n")[0])
    assert {name: one["default"] for name, one in settings.items()} == {name: float(one) for name, one in defaults}
    page = lxml.html.fromstring((EXTENSION / "lab.html").read_text(encoding="utf-8"))
    ranges = {slider.get("name"): (float(slider.get("min")), float(slider.get("max"))) for slider in page.iter("input")}
    # The learning rate's slider moves its logarithm
    ranges["learning-rate"] = (10 ** ranges["learning-rate"][0], 10 ** ranges["learning-rate"][1])
    assert {name: (one["min"], one["max"]) for name, one in settings.items()} == ranges
