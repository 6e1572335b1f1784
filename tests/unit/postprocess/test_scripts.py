"""The pages' own scripts: classic ones, in the place of modules, too."""

from collections.abc import Callable
from pathlib import Path

from course.bootstrap import ROOT
from course.common.html import serialize_html
from course.postprocess.page import Page
from course.postprocess.scripts import FOLDER, LATE_SCRIPTS, PAGE_SCRIPT, add_script, replace_modules, write_scripts


def test_the_scripts_are_classic_and_the_library_keeps_its_license(tmp_path: Path) -> None:
    write_scripts(ROOT, tmp_path)
    texts = {file.name: file.read_text(encoding="utf-8") for file in (tmp_path / FOLDER).iterdir()}
    assert texts.keys() == {PAGE_SCRIPT, *LATE_SCRIPTS, "fuse.min.js"}
    assert all(texts[name].startswith("(() => {") for name in (PAGE_SCRIPT, *LATE_SCRIPTS))
    head = texts["fuse.min.js"].partition("*/")[0]
    assert "Fuse.js v" in head and "Apache" in head and "Copyright" in head


def test_a_page_loads_the_script_and_knows_the_way_to_the_top(make_page: Callable[..., Page]) -> None:
    page = make_page("<main></main>", path="pages/a.html")
    add_script(page)
    made = serialize_html(page.tree)
    assert '<meta name="course:root" content="../"><script defer src="../assets/scripts/course.js"></script>' in made


def test_an_engines_modules_are_replaced(make_page: Callable[..., Page], tmp_path: Path) -> None:
    (tmp_path / "site_libs").mkdir()
    (tmp_path / "site_libs/a.js").write_text('import * as b from "./b.js";\nb.start();\n', encoding="utf-8")
    (tmp_path / "site_libs/b.js").write_text("export function start() {}\n", encoding="utf-8")
    foreign = '<script src="https://example.com/x.js" type="module"></script>'
    head = f'<script src="../site_libs/a.js" type="module"></script>{foreign}'
    page = make_page(head=head, path="pages/a.html")
    replace_modules(page)
    assert f'<script src="../site_libs/classic-a.js" defer></script>{foreign}' in serialize_html(page.tree)
    assert "import" not in (tmp_path / "site_libs/classic-a.js").read_text(encoding="utf-8")
