"""Every page, opened once wide and light, once on a phone in the dark and once from the disk, has what it needs."""

import gzip
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from crawl import Look
from support import Build

pytestmark = pytest.mark.seconds(4)
# What is the same in every view, judged in one
in_one_view = pytest.mark.parametrize(
    "looks", [pytest.param("wide", marks=pytest.mark.xdist_group("crawl wide"))], indirect=True
)
# Bytes, compressed, and requests of a first visit
WEIGHT, REQUESTS = 120_000, 20


def lacking(looks: list[Look], kind: str) -> dict[str, object]:
    """What is noted as wrong, page by page."""
    return {look.path: getattr(look, kind) for look in looks if getattr(look, kind)}


def test_no_problem(looks: list[Look]) -> None:
    """No error, no failed request, no other origin, no refusal of the policy that the site asks its host for."""
    for look in looks:
        assert look.problems == [], look.path


def test_no_page_scrolls_sideways(looks: list[Look]) -> None:
    assert {look.path: look.overflow for look in looks if look.overflow > 0} == {}


def test_all_text_can_be_seen(looks: list[Look]) -> None:
    assert lacking(looks, "hidden") == {}


def test_no_text_is_too_small(looks: list[Look]) -> None:
    assert lacking(looks, "small") == {}


def test_nothing_moves_while_a_page_loads(looks: list[Look]) -> None:
    # In one chapter a line breaks differently once its font is there
    assert {look.path: look.moved for look in looks if max(look.moved) > 0.002} == {}


def test_figures_and_formulas_are_drawn(looks: list[Look]) -> None:
    chapters = [look for look in looks if look.path.startswith("chapters/")]
    assert all(any(image["figure"] for image in look.images) for look in chapters)
    assert len(next(look for look in chapters if "/01-" in look.path).formulas) >= 6
    for look in looks:
        assert all(width > 5 for width in look.formulas), look.path
        for image in look.images:
            assert image["natural"] > 0, (look.path, image)
            if image["figure"]:
                assert image["loading"] == "lazy" and len(image["alt"]) > 40, (look.path, image)
                assert image["size"][0] > 200 and image["size"][1] > 100, (look.path, image)


@in_one_view
def test_every_link_leads_somewhere(looks: list[Look], site: Build) -> None:
    """Those that scripts have made, too; what they lead to is there when the scripts have run."""
    ids = {look.path: set(look.ids) for look in looks}
    for look in looks:
        for link in map(urlsplit, look.links):
            if link.scheme:
                continue
            path = link.path or "index.html"
            assert (site.site / path).is_file(), (look.path, path)
            assert not link.fragment or path not in ids or link.fragment in ids[path], (look.path, link)


@in_one_view
def test_axe_finds_nothing(looks: list[Look]) -> None:
    assert lacking(looks, "violations") == {}


@in_one_view
def test_cells_keep_their_alignment(looks: list[Look]) -> None:
    """The policy allows no style attributes, so that classes stand for them."""
    found = [look for look in looks if look.cells]
    assert found and all(set(look.cells) <= {"left", "right"} for look in found)


@in_one_view
def test_pages_are_light(looks: list[Look], site: Build) -> None:
    """What a first visit loads, as the files on the disk compress; figures come when they are near."""
    for look in looks:
        needed = [name for name in look.requested if "_files/" not in name]
        assert look.path in needed and len(look.requested) <= REQUESTS, (look.path, look.requested)
        assert sum(packed_size(site.site / name) for name in needed) <= WEIGHT, look.path


def packed_size(file: Path) -> int:
    """Bytes of a file as a host sends it; fonts and images are compressed already."""
    data = file.read_bytes()
    return min(len(data), len(gzip.compress(data, mtime=0)))
