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
from support import EXERCISE, HEALTHY, LIMIT, exercise, tree

pytestmark = [pytest.mark.full, pytest.mark.seconds(30)]
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
    text = HEALTHY.removesuffix(EXERCISE).rstrip("\n") + "\n"
    for title in TITLES:
        used = exercise(title).replace("x = 1", "import tabulate\n\nx = 1")
        text += "\n" + used.replace("y = x + 1", f"y = x + 1\n{USES[title]}")
    (root / "chapters/01-small.qmd").write_text(text, encoding="utf-8")
    settings = root / "_quarto.yml"
    listed = "".join(f"      - {title}\n" for title in TITLES)
    settings.write_text(settings.read_text(encoding="utf-8").replace("      - First\n", listed), encoding="utf-8")


def stand_in(root: Path) -> Path:
    """An environment on top of this one, at the place of the one that --latest makes. Returns its packages' folder."""
    folder = root / ".cache/latest/.venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True, timeout=LIMIT)
    packages = Path(sysconfig.get_path("purelib", "venv", {"base": str(folder), "platbase": str(folder)}))
    (packages / "shared.pth").write_text(sysconfig.get_path("purelib"))
    return packages


def line(root: Path, text: str) -> int:
    lines = (root / "chapters/01-small.qmd").read_text(encoding="utf-8").splitlines()
    return lines.index(text) + 1


@pytest.fixture
def course(built: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A built small course, the commands' own in this process; its pins count as the newest releases."""
    write(built)
    monkeypatch.setattr(bootstrap, "ROOT", built)
    monkeypatch.setattr(build, "ROOT", built)
    monkeypatch.setattr(latest, "free_requirements", lambda text: text)
    return built


def run_latest(*arguments: str) -> int:
    return build.main(["--latest", "--engine", "portable", *arguments])


def test_what_a_release_changes(
    course: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    packages = stand_in(course)
    (packages / "tabulate.py").write_text(NEWEST, encoding="utf-8")
    published = tree(course / "_site")
    assert run_latest() == 1
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
    assert "1 of 4 exercises unchanged with the newest releases" in out
    assert re.search(r"^Tried with Python .*, numpy [\d.]+", out, re.MULTILINE)
    assert tree(course / "_site") == published
    # Mended, or never broken: then the same command builds a site of its own, and says so
    (packages / "tabulate.py").unlink()
    assert run_latest("--quiet") == 0
    assert "4 of 4 exercises unchanged with the newest releases" in capfd.readouterr().out
    assert (course / ".cache/latest/_site/chapters/01-small.html").is_file()
    # Every cell runs as it did, but the engine fails
    built = latest.run_build
    failed = lambda *given: (2, built(*given)[1] + "error: quarto render failed")  # noqa: E731
    monkeypatch.setattr(latest, "run_build", failed)
    assert run_latest("--format", "json") == 1
    (finding,) = json.loads(capfd.readouterr().out)
    assert (finding["rule"], finding["detail"]) == ("newest-build", "error: quarto render failed")
    assert tree(course / "_site") == published


def test_what_cannot_be_compared(
    course: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    # The copy's environment cannot be installed
    monkeypatch.setattr(latest, "free_requirements", lambda text: "no-such-package-anywhere==1.0\n")
    for setting in ("PIP_NO_INDEX", "PIP_FIND_LINKS"):
        monkeypatch.setenv(setting, "1")
    stand_in(course)
    assert run_latest() == 2
    said = capfd.readouterr().err
    assert said.startswith("error: the course cannot be built with the newest releases: cannot install requirements")
    # There is something to fix with the pinned releases
    chapter = course / "chapters/01-small.qmd"
    chapter.write_text(chapter.read_text(encoding="utf-8").replace("Words.", "Words. TODO", 1), encoding="utf-8")
    assert run_latest() == 2
    said = capfd.readouterr().err
    assert said.startswith("chapters/01-small.qmd:8: [placeholder]")
    assert "error: the gate has findings with the pinned releases, too; fix those first" in said
