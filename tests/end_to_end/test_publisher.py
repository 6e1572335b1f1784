"""What the publisher sets in `_quarto.yml`, the site's address and its repository: links with both engines, or none."""

import html
import json
import re
from pathlib import Path

import pytest
from pypdf import PdfReader

from course.bootstrap import ROOT
from course.render import http_headers as headers
from support import ENGINES, HEALTHY, Build, require, run_build

SITE = "https://example.org/course"
REPOSITORY = "https://github.com/someone/course"
COLAB = "https://colab.research.google.com/github/someone/course/blob/built-notebooks/01-small-practice.ipynb"
READS_DATA = HEALTHY.replace("x = 1", 'open("../assets/data/solar.csv").close()\nx = 1')


def example() -> str:
    """The settings as CONTRIBUTING.md shows them, on another branch than the one that is meant by default."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    found = re.search(r"```yaml\n(.*?repo-branch: )main(.*?)```", text, re.DOTALL)
    assert found
    return f"website:\n{found[1]}trunk{found[2]}"


def links(page: str) -> dict[str, set[str]]:
    """The addresses elsewhere that a page links to, each with the words of its links."""
    found: dict[str, set[str]] = {}
    for address, words in re.findall(r'<a\b[^>]*?\bhref="(\w+:[^"]*)"[^>]*>(.*?)</a>', page, re.DOTALL):
        found.setdefault(html.unescape(address), set()).add(re.sub(r"<[^>]+>", "", words).strip())
    return found


def first_cells(build: Build) -> list[str]:
    """The first code cell of each notebook."""
    notebooks = [json.loads(file.read_text(encoding="utf-8")) for file in build.site.glob("chapters/*.ipynb")]
    return ["".join(next(c["source"] for c in made["cells"] if c["cell_type"] == "code")) for made in notebooks]


@pytest.mark.seconds(5)
@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_set_appears(small: Path, engine: str) -> None:
    require(engine)
    settings = small / "_quarto.yml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("website:\n", example(), 1), encoding="utf-8")
    (small / "chapters/01-small.qmd").write_text(READS_DATA, encoding="utf-8")
    build = run_build(small, "--engine", engine)
    assert build.code == 0, build.err
    for source in ("index.qmd", "chapters/01-small.qmd"):
        page = (build.site / source).with_suffix(".html").read_text(encoding="utf-8")
        assert links(page) == {
            f"{REPOSITORY}/edit/trunk/{source}": {"Edit this page"},
            f"{REPOSITORY}/issues/new": {"Report an issue"},
            COLAB: {"Open in Colab"},
        }
        assert f'<meta property="og:image" content="{SITE}/assets/images/social-preview.png">' in page
        # In the margin and, where that has no room, at the foot
        assert page.index("Edit this page") < page.index("<main") or engine == "quarto"
        assert page.rindex("Edit this page") > page.index("exercise-number" if "chapters" in source else "<main")
    assert f"<loc>{SITE}/chapters/01-small.html</loc>" in (build.site / "sitemap.xml").read_text(encoding="utf-8")
    assert f"({SITE}/chapters/01-small.llms.md)" in (build.site / "llms.txt").read_text(encoding="utf-8")
    pages = PdfReader(build.site / "chapters/01-small.pdf").pages
    actions = [note.get_object().get("/A", {}) for page in pages for note in page.get("/Annots", [])]
    assert COLAB in [action.get("/URI") for action in actions], "checks do not lead to the practice notebook"
    assert len(first_cells(build)) == 2
    assert all(f'SOURCE = "{SITE}/assets/data/"' in cell for cell in first_cells(build))


def test_what_is_not_set_leaves_no_trace(site: Build) -> None:
    for file in site.site.rglob("*.html"):
        page = file.read_text(encoding="utf-8")
        assert not re.search("Edit this page|Report an issue|Open in Colab|colab\\.|toc-actions", page), file
    assert not (site.site / "sitemap.xml").exists()
    assert not any("urllib" in cell for cell in first_cells(site))


def test_the_page_on_hosting_says_what_the_file_says(site: Build) -> None:
    page = (site.site / "pages/hosting.html").read_text(encoding="utf-8")
    file = (site.site / headers.NAME).read_text(encoding="utf-8")
    for header in headers.HEADERS:
        assert f"<p>For {header.files}:</p>" in page
        assert f"{header.name}: {header.value}" in html.unescape(page)
        assert (f"{header.path}\n" in file and f"  {header.name}: {header.value}\n" in file) == bool(header.path)
