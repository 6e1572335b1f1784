"""The light pages look as they were rendered: wide and on a phone, light and dark, with search and menu open."""

import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import Browser, BrowserContext, Page

from support import BUILD_LIMIT, ENGINES, HEALTHY, make_course, require
from visits import visit
from weigh import packed

# Joined words in code and rounded figures shift the edges of letters and lines by parts of a pixel; what is missing or
# in another place differs by more, and on more pixels
LEVELS, SHARE = 96, 0.005
STILL = (
    "*, ::before, ::after { animation: none !important; caret-color: transparent !important;"
    "text-rendering: geometricPrecision !important; transition: none !important }"
    "main img { block-size: auto !important; inline-size: auto !important; min-inline-size: 0 !important }"
)
FIGURE = """
```{python}
#| label: fig-line
#| fig-cap: A line.
#| fig-alt: A straight line that rises from the point 0, 0 to the point 1, 2, drawn for the tests.
import matplotlib.pyplot as plt

figure, axes = plt.subplots()
axes.plot([0, 1], [0, 2])
plt.show()
```
"""


@pytest.fixture(scope="module", params=ENGINES)
def rendered(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A small course as it was rendered, and made light."""
    require(request.param)
    chapter = HEALTHY.replace("Because $1", FIGURE + "\nBecause $1")
    root = make_course(tmp_path_factory.mktemp("looks") / "course", {"01-small.qmd": chapter}, ["First"])
    kept = root.parent / "rendered"
    command = [sys.executable, str(Path(__file__).with_name("looks.py")), str(root), request.param, str(kept)]
    result = subprocess.run(command, capture_output=True, text=True, cwd=root, timeout=BUILD_LIMIT)
    assert result.returncode == 0, result.stderr
    return kept, root / "_site"


def settled(page: Page) -> bytes:
    """A screenshot of the window when nothing changes any more: results of a search come one after the other."""
    before, after = b"", page.screenshot()
    for _ in range(100):
        if before == after:
            return after
        page.wait_for_timeout(200)
        before, after = after, page.screenshot()
    pytest.fail("the window never comes to rest")


def views(context: BrowserContext, origin: str) -> dict[str, Image.Image]:
    """Screenshots: the page with its parts open, then with the menu or the search."""
    page = visit(context, origin, "chapters/01-small.html").page
    page.add_style_tag(content=STILL)
    page.evaluate("document.querySelectorAll('main details').forEach(d => d.open = true)")
    page.locator("main img").first.evaluate("i => { i.loading = 'eager'; return i.decode() }")
    found = {"page": page.screenshot(full_page=True)}
    toggle = page.locator(".course-menu:visible")
    if toggle.count():
        toggle.first.click()
        page.locator("#quarto-sidebar:popover-open").wait_for()
        found["menu"] = settled(page)
    else:
        page.locator(".course-search-button:visible").click()
        page.keyboard.type("words")
        page.get_by_role("option").first.wait_for()
        found["search"] = settled(page)
    page.close()
    return {name: Image.open(BytesIO(data)).convert("RGB") for name, data in found.items()}


# One worker: the small course is rendered once with each engine
@pytest.mark.xdist_group("looks")
@pytest.mark.seconds(6)
@pytest.mark.parametrize(
    "width, scheme",
    [
        (1280, "light"),
        (390, "dark"),
        pytest.param(1280, "dark", marks=pytest.mark.full),
        pytest.param(390, "light", marks=pytest.mark.full),
    ],
)
def test_looks_the_same(browser: Browser, rendered: tuple[Path, Path], width: int, scheme: str) -> None:
    shots = []
    for folder in rendered:
        context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
        with packed(folder) as origin:
            shots.append(views(context, origin))
        context.close()
    for name, before in shots[0].items():
        after = shots[1][name]
        assert before.size == after.size, name
        difference = ImageChops.difference(before, after)
        assert max(high for _, high in difference.getextrema()) < LEVELS, name
        changed = sum(difference.convert("L").point(lambda level: 255 if level else 0).histogram()[1:])
        assert changed <= SHARE * before.width * before.height, name
