"""`build.py --latest` with a stand-in for the newest releases: what it reports, and that the published things stay."""

import json
import re
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from course import bootstrap
from course.cli import build, latest
from course.common.errors import CourseError
from support import HEALTHY, tree

TITLES = ("Same", "Fails", "Warns", "Differs")
USES = {
    "Same": "tabulate",
    "Fails": "tabulate.tabulate([[x]])",
    "Warns": "tabulate.simple_separated_format(',')",
    "Differs": "print(tabulate.__version__)",
}
# A package that the course has anyway, as it might be one day
NEWEST = '''\
"""Stand-in for a later release."""
import warnings

__version__ = "99.0"


def tabulate(rows, *, task):
    return task


def simple_separated_format(separator):
    warnings.warn("separators go away", FutureWarning, stacklevel=2)
'''


def write(root: Path) -> None:
    """A chapter with an exercise for each way in which a release can change."""
    head, first = HEALTHY.split("---\n\n", 1)
    text = head + "---\n"
    for title in TITLES:
        used = first.replace("x = 1", "import tabulate\n\nx = 1").replace("y = x + 1", f"y = x + 1\n{USES[title]}")
        text += "\n" + used.replace("First", title).replace("first", title.lower())
    (root / "chapters/01-small.qmd").write_text(text, encoding="utf-8")
    settings = root / "_quarto.yml"
    listed = "".join(f"      - {title}\n" for title in TITLES)
    settings.write_text(settings.read_text(encoding="utf-8").replace("      - First\n", listed), encoding="utf-8")


def stand_in(root: Path) -> Path:
    """An environment on top of this one, at the place of the one that --latest makes. Returns its packages' folder."""
    folder = root / ".cache/latest/.venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    packages = Path(sysconfig.get_path("purelib", "venv", {"base": str(folder), "platbase": str(folder)}))
    (packages / "shared.pth").write_text(sysconfig.get_path("purelib"))
    (folder / bootstrap.STAMP.name).write_text(bootstrap.fingerprint(["requirements.txt"]))
    return packages


def line(root: Path, text: str) -> int:
    lines = (root / "chapters/01-small.qmd").read_text(encoding="utf-8").splitlines()
    return lines.index(text) + 1


@pytest.fixture
def course(built: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A built small course, the commands' own in this process; pip finds that the pins are the newest."""
    write(built)
    monkeypatch.setattr(bootstrap, "ROOT", built)
    monkeypatch.setattr(build, "ROOT", built)
    monkeypatch.setattr(pins, "newest", lambda requirements: requirements)
    monkeypatch.setattr(pins, "holds", lambda: [])
    return built


def latest(*arguments: str) -> int:
    return build.main(["--latest", "--engine", "portable", *arguments])


def test_what_a_release_changes(
    course: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    packages = stand_in(course)
    (packages / "tabulate.py").write_text(NEWEST, encoding="utf-8")
    published = tree(course / "_site")
    assert latest() == 1
    out, err = capfd.readouterr()
    found = [text for text in err.splitlines() if text.startswith("chapters/")]
    start = {title: line(course, f"#| label: {title.lower()}-answer") - 1 for title in TITLES}
    assert [text.split(", cell")[0] for text in found] == [
        f"chapters/01-small.qmd:{start['Fails'] + 3}: [cell-error] 1.2 Fails",
        f"chapters/01-small.qmd:{start['Warns']}: [stderr] 1.3 Warns",
        f"chapters/01-small.qmd:{start['Differs']}: [newest-differs] 1.4 Differs",
    ]
    assert "missing 1 required keyword-only argument: 'task'" in found[0]
    assert "FutureWarning: separators go away" in found[1]
    assert "with the newest releases '99.0', pinned '0." in found[2]
    assert "1 of 4 exercises as with the pinned releases" in out
    assert re.search(r"^Tried with Python .*, numpy [\d.]+ \(", out, re.MULTILINE)
    assert tree(course / "_site") == published
    # Mended, or never broken: then the same command builds a site of its own, and says so
    (packages / "tabulate.py").unlink()
    assert latest("--quiet") == 0
    assert "4 of 4 exercises as with the pinned releases" in capfd.readouterr().out
    assert (course / ".cache/latest/_site/chapters/01-small.html").is_file()
    # Every cell runs as it did, but the engine fails
    built = latest.build
    monkeypatch.setattr(command, "build", lambda *given: (2, built(*given)[1] + "error: quarto render failed"))
    assert latest("--format", "json") == 1
    (finding,) = json.loads(capfd.readouterr().out)
    assert (finding["rule"], finding["detail"]) == ("newest-build", "error: quarto render failed")
    assert tree(course / "_site") == published


def test_what_cannot_be_compared(
    course: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def refused(requirements: str) -> str:
        raise CourseError("pip finds no set of newest releases: no network")

    monkeypatch.setattr(pins, "newest", refused)
    assert latest() == 2
    assert capfd.readouterr().err == "error: pip finds no set of newest releases: no network\n"
    # The copy's environment cannot be installed
    monkeypatch.setattr(pins, "newest", lambda requirements: "no-such-package-anywhere==1.0\n")
    for setting in ("PIP_NO_INDEX", "PIP_FIND_LINKS"):
        monkeypatch.setenv(setting, "1")
    stand_in(course)
    assert latest() == 2
    said = capfd.readouterr().err
    assert said.startswith("error: with the newest releases the course could not be built: cannot install requirements")
    # With the pins there is something to mend
    chapter = course / "chapters/01-small.qmd"
    chapter.write_text(chapter.read_text(encoding="utf-8").replace("Words.", "Words. TODO", 1), encoding="utf-8")
    assert latest() == 2
    said = capfd.readouterr().err
    assert said.startswith("chapters/01-small.qmd:8: [placeholder]")
    assert "error: with the pinned releases, too, the gate finds something; mend that first" in said
