"""The optimizer lab in a browser: PyTorch's numbers, every control by mouse, finger and keyboard, links to its runs."""

import ast
import itertools
import math
from collections.abc import Iterator

import pytest
import torch
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from course.gate.paper import examine
from course.source.parser import parse_chapter
from support import Build
from visits import visit

CHAPTER = "chapters/03-architecture-and-hyperparameters.html"
RATES = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.08, 0.095, 0.1)
MOMENTA = (0, 0.3, 0.5, 0.85, 0.9, 0.94, 0.99)
STARTS = (-3, -2.5, -1, -0.01, 0.5, 2, 2.5)
# Learning rate, momentum, start, steps, and what the lab says
VERDICTS = [
    (0.05, 0, 2, 10, "After 10 steps x = 1.25: stuck in the local minimum."),
    (0.01, 0, -1, 50, "After 50 steps x = −2.00: reached the global minimum."),
    (0.095, 0, 2, 10, "reached the global minimum for now, but more steps lead away from it."),
    (0.001, 0, 2, 10, "After 10 steps x = 1.80: still moving. With more steps it ends in the local minimum."),
    (0.01, 0.94, 2, 20, "x = −1.95: still moving. With more steps it ends in the global minimum."),
    (0.1, 0, 2, 10, "still moving. With more steps it does not come to rest."),
    (0.1, 0, 2.5, 1, "After 1 step x = −3.13: still moving. With more steps it diverges."),
    (0.1, 0.9, 2.5, 10, "diverged. From step 8 on, it only gets further away."),
    (0.01, 0, 0, 10, "x = 0.00: at rest on the hump, where the slope is 0."),
]
SIZES = {"desktop": {"width": 1280, "height": 900}, "phone": {"width": 360, "height": 740}}


# For what is the same whichever engine made the page
one_engine = pytest.mark.parametrize("site", ["portable"], indirect=True)


@pytest.fixture(params=["desktop", pytest.param("phone", marks=pytest.mark.full)])
def context(request: pytest.FixtureRequest, browser: Browser) -> Iterator[BrowserContext]:
    """A browser of each size; the phone is touched, and its reader prefers less motion."""
    phone = request.param == "phone"
    motion = "reduce" if phone else "no-preference"
    opened = browser.new_context(viewport=SIZES[request.param], has_touch=phone, reduced_motion=motion)
    opened.grant_permissions(["clipboard-read", "clipboard-write"])
    yield opened
    opened.close()


def lab(page: Page, name: str = "rate") -> Locator:
    """The lab of the exercise on the learning rate, or of the one on momentum."""
    return page.locator(f"#{name}-lab")


def come_near(page: Page) -> None:
    """Scroll to the first lab, and wait until the labs' script is there."""
    lab(page).evaluate("lab => lab.scrollIntoView({ behavior: 'instant' })")
    expect(page.locator("optimizer-lab:not(:defined)")).to_have_count(0)


def expect_verdict(page: Page, words: str, name: str = "rate") -> None:
    """Wait until the lab says it."""
    expect(lab(page, name).locator(".lab-verdict")).to_contain_text(words)


def expect_settings(page: Page, *values: str, name: str = "rate") -> None:
    """Wait until the sliders say these values: learning rate, momentum, start, steps."""
    for slider, value in zip(lab(page, name).locator("input").all(), values, strict=True):
        expect(slider).to_have_attribute("aria-valuetext", value)


def torch_run(rate: float, momentum: float, start: float) -> list[float]:
    """Twenty steps of PyTorch's SGD in float64, start included."""
    x = torch.tensor(float(start), dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([x], lr=rate, momentum=momentum)
    positions = [x.item()]
    for _ in range(20):
        optimizer.zero_grad()
        (x**4 + x**3 - 5 * x**2).backward()
        optimizer.step()
        positions.append(x.item())
    return positions


def drag(page: Page, handle: Locator, by: float) -> None:
    """Drag the start sideways by so many pixels, with a finger where the page is touched."""
    handle.scroll_into_view_if_needed()
    box = handle.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    if not page.evaluate("navigator.maxTouchPoints"):
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + by, y, steps=4)
        page.mouse.up()
        return
    session = page.context.new_cdp_session(page)
    for kind, part in (("touchStart", 0), ("touchMove", 0.5), ("touchMove", 1)):
        # Upwards, too: a page that still scrolled would take the gesture away from the lab
        point = {"x": x + by * part, "y": y - 40 * part}
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


@one_engine
def test_numbers_of_torch_and_words_for_them(browser: Browser, origin: str) -> None:
    page = visit(browser.new_context(), origin, CHAPTER).page
    grid = list(itertools.product(RATES, MOMENTA, STARTS))
    come_near(page)
    found, said = page.evaluate(
        """([grid, told]) => {
            const {run, verdict} = globalThis.course;
            const named = ([rate, momentum, start, steps = 20]) => ({"learning-rate": rate, momentum, start, steps});
            return [grid.map(named).map(run), told.map(named).map(all => verdict(all, all.steps))];
        }""",
        [grid, [row[:4] for row in VERDICTS]],
    )
    for (*settings, words), sentence in zip(VERDICTS, said, strict=True):
        assert words in sentence, settings
    wanted = [torch_run(*settings) for settings in grid]
    near = [(a, b) for a, b in zip(found, wanted, strict=True) if all(math.isfinite(x) and abs(x) < 10 for x in b)]
    largest = max(abs(x - y) for a, b in near for x, y in zip(a, b, strict=True))
    print(f"{len(near)} of {len(grid)} runs stay within 10; the largest difference to torch is {largest:.1e}")
    assert len(near) >= 200 and largest < 1e-9
    page.context.close()


@one_engine
def test_presets_are_the_exercises_answers(browser: Browser, site: Build, origin: str) -> None:
    page = visit(browser.new_context(), origin, CHAPTER).page
    chapter = parse_chapter(site.root / CHAPTER.replace(".html", ".qmd"), CHAPTER)
    cells = {cell.label: cell for cell in chapter.cells}
    for name, setting, label in (
        ("rate", "learning-rate", "fig-learning-rates"),
        ("momentum", "momentum", "fig-momentum"),
    ):
        tree = cells[label].tree
        assert tree and isinstance(tree.body[0], ast.Assign)
        presets = lab(page, name).locator(f"button[data-{setting}]")
        given = [float(button.get_attribute(f"data-{setting}") or "") for button in presets.all()]
        assert set(ast.literal_eval(tree.body[0].value)) <= set(given)
    page.context.close()


def test_every_control(context: BrowserContext, origin: str) -> None:
    seen = visit(context, origin, CHAPTER)
    page, this = seen.page, lab(seen.page)
    come_near(page)
    for control in this.locator("button, input, .lab-start").all():
        box = control.bounding_box()
        assert box and min(box["width"], box["height"]) >= 24
    this.get_by_role("button", name="better").click()
    expect_settings(page, "0.095", "0", "2", "10")
    expect_verdict(page, "reached the global minimum for now")
    rate = this.get_by_role("slider", name="learning rate")
    rate.press("ArrowRight")
    expect_settings(page, "0.096", "0", "2", "10")
    rate.press("Home")
    rate.press("ArrowRight")
    this.get_by_role("slider", name="momentum").press("End")
    this.get_by_role("slider", name="steps").press("Home")
    handle = this.get_by_role("slider", name="start on the curve")
    handle.press("PageDown")
    handle.press("ArrowLeft")
    expect_settings(page, "0.0011", "0.99", "1.5", "1")
    handle.press("End")
    expect_settings(page, "0.0011", "0.99", "2.5", "1")
    drag(page, handle, -1000)
    expect_settings(page, "0.0011", "0.99", "−3", "1")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert seen.problems == []


def test_its_room_is_kept_until_its_script_runs(context: BrowserContext, origin: str) -> None:
    waiting = context.new_page()
    waiting.route("**/optimizer-lab.js*", lambda route: route.abort())
    waiting.goto(f"{origin}/{CHAPTER}")
    page = visit(context, origin, CHAPTER).page
    with waiting.expect_request("**/optimizer-lab.js*"):
        lab(waiting).evaluate("lab => lab.scrollIntoView({ behavior: 'instant' })")
    come_near(page)
    for name in ("rate", "momentum"):
        assert not lab(waiting, name).is_visible()
        assert lab(waiting, name).bounding_box() == lab(page, name).bounding_box()


def test_its_script_is_loaded_when_it_comes_near(context: BrowserContext, origin: str) -> None:
    page = visit(context, origin, CHAPTER).page
    assert not page.evaluate("performance.getEntriesByType('resource').some(r => r.name.includes('optimizer-lab.js'))")
    # By keyboard, from the last stop before it: in time for the next stop to be in the lab
    page.evaluate(
        """() => {
            const lab = document.getElementById("rate-lab");
            const stops = [...document.querySelectorAll("main :is(a[href], button, summary)")];
            const earlier = stop => lab.compareDocumentPosition(stop) & Node.DOCUMENT_POSITION_PRECEDING;
            stops.filter(earlier).at(-1).focus();
        }"""
    )
    expect(page.locator("optimizer-lab:not(:defined)")).to_have_count(0)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('optimizer-lab')?.id") == "rate-lab"


@one_engine
def test_play_step_and_reset(context: BrowserContext, origin: str) -> None:
    page = visit(context, origin, f"{CHAPTER}?rate-lab=0.05_0_2_3").page
    come_near(page)
    this, now = lab(page), lab(page).locator(".lab-now")
    expect(now).to_have_text("step 3: x = 1.15")
    this.get_by_role("button", name="Reset").press("Enter")
    expect(now).to_have_text("step 0: x = 2.00")
    expect_verdict(page, "At the start x = 2.00.")
    this.get_by_role("button", name="Step").press("Space")
    expect(now).to_have_text("step 1: x = 0.800")
    expect_verdict(page, "After 1 step x = 0.80: still moving.")
    # The run is over before a slow machine looks at it, so the page itself notes what the button says
    page.evaluate(
        """() => {
            const lab = document.querySelector("#rate-lab");
            window.names = new Set();
            const note = () => lab.querySelectorAll("button").forEach((button) => names.add(button.textContent));
            new MutationObserver(note).observe(lab, { childList: true, characterData: true, subtree: true });
        }"""
    )
    this.get_by_role("button", name="Play").press("Enter")
    expect_verdict(page, "After 3 steps")
    expect(this.get_by_role("button", name="Play")).to_be_visible()
    if not page.evaluate("matchMedia('(prefers-reduced-motion: reduce)').matches"):
        assert page.evaluate("[...names].some((name) => name.includes('Pause'))")


@one_engine
def test_the_address_holds_each_labs_settings(context: BrowserContext, origin: str) -> None:
    page = visit(context, origin, f"{CHAPTER}?rate-lab=0.05_nonsense_99&momentum-lab=").page
    come_near(page)
    expect_settings(page, "0.05", "0", "2.5", "10")
    expect_settings(page, "0.01", "0.85", "2", "20", name="momentum")
    lab(page, "momentum").get_by_role("button", name="0.94 arrives").click()
    page.wait_for_url("**?rate-lab=0.05_0_2.5_10&momentum-lab=0.01_0.94_2_20")
    page.reload()
    expect_settings(page, "0.01", "0.94", "2", "20", name="momentum")
    lab(page).get_by_role("button", name="Copy link").click()
    expect(lab(page).get_by_text("Link copied.")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link.endswith("?rate-lab=0.05_0_2.5_10&momentum-lab=0.01_0.94_2_20#rate-lab")
    lab(page).get_by_role("button", name="too small").click()
    page.wait_for_url("**.html?momentum-lab=0.01_0.94_2_20")
    other = context.new_page()
    other.goto(f"{origin}/{CHAPTER}?rate-lab=0.05_0_2.5_10")
    assert other.evaluate("scrollY") == 0
    come_near(other)
    expect_settings(other, "0.05", "0", "2.5", "10")
    other.goto(link)
    expect(lab(other)).to_be_in_viewport()


def test_paper_and_readers_without_scripts_keep_the_figures(browser: Browser, site: Build, origin: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{origin}/{CHAPTER}")
    expect(lab(page)).to_be_hidden()
    expect(page.locator("#fig-learning-rates, [src*=fig-learning-rates]").first).to_be_visible()
    context.close()
    printed = visit(browser.new_context(), origin, CHAPTER).page
    printed.emulate_media(media="print")
    expect(lab(printed)).to_be_hidden()
    printed.context.close()
    text = examine((site.site / CHAPTER.replace(".html", ".pdf")).read_bytes())["text"]
    assert "TenstepsofSGDfromx=2" in text and "Dragthering" not in text
