"""The build command on the real course and on small ones, with both engines."""

import re
import shutil
from pathlib import Path

import pytest
import yaml

from course.bootstrap import ROOT
from course.cli.build import main
from course.render.quarto import program
from course.source.parser import parse_chapter
from support import ENGINES, HEALTHY, Build, require, run_build, tree


def words(build: Build) -> str:
    return (build.site / "chapters/01-introduction-to-pytorch.html").read_text(encoding="utf-8")


def test_the_summary(site: Build) -> None:
    assert re.search(
        r"^Built with (Quarto 1|the portable engine).*: \d+ pages, \d+ PDFs?; \d+ cells executed, 0 from the cache$",
        site.out,
        re.M,
    )
    assert re.search(r"^Seconds: .*executing \d+\.\d s, rendering \d+\.\d s", site.out, re.M)
    assert f"Open {site.site / 'index.html'}" in site.out
    assert site.err == ""


def test_every_cell_of_the_chapter_is_on_its_page(site: Build) -> None:
    chapter = parse_chapter(site.root / "chapters/01-introduction-to-pytorch.qmd", "01")
    page = words(site)
    shown = re.sub(r"<[^>]+>", "", page).replace("&quot;", '"').replace("&#x27;", "'").replace("&#39;", "'")
    shown = shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    for cell in chapter.cells:
        for line in cell.code.splitlines():
            assert line.strip() in shown, f"{cell.label}: {line}"
    for exercise in chapter.exercises:
        assert re.search(rf"<h2[^>]*>.*?{re.escape(exercise.number)}</a> {re.escape(exercise.title)}", page)


def test_the_page_has_no_leftovers(site: Build) -> None:
    page = words(site)
    assert ":::" not in page
    assert "```" not in page
    assert not re.search(r"(?<!\\)\$[^$<]+\$", re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL))
    assert page.count("<math") >= 6
    assert "Figure&nbsp;1: Top: the sigmoid" in page.replace("\xa0", "&nbsp;")
    assert re.search(r'<img[^>]+alt="Three panels', page)


def test_figures_and_tables_are_numbered_and_captioned(site: Build) -> None:
    for source in sorted((site.root / "chapters").glob("*.qmd")):
        page = (site.site / "chapters" / f"{source.stem}.html").read_text(encoding="utf-8")
        text = " ".join(re.sub(r"<[^>]+>", "", page).replace("\xa0", " ").replace("&nbsp;", " ").split())
        for prefix, word in (("fig", "Figure"), ("tbl", "Table")):
            cells = [c for c in parse_chapter(source, source.name).cells if c.label.startswith(f"{prefix}-")]
            for number, cell in enumerate(cells, start=1):
                start = " ".join(str(cell.options[f"{prefix}-cap"]).split()[:4]).replace("*", "").replace("`", "")
                assert f"{word} {number}: {start}" in text, f"{source.name}: {cell.label}"
                assert f'id="{cell.label}"' in page


def test_the_front_page_names_chapters_and_versions(site: Build) -> None:
    import platform
    from importlib.metadata import version

    page = (site.site / "index.html").read_text(encoding="utf-8")
    assert "1 Introduction to PyTorch, a Deep Learning Library" in page
    assert 'href="chapters/01-introduction-to-pytorch.pdf"' in page.replace("./", "")
    for number in (platform.python_version(), version("torch"), version("torchmetrics"), version("numpy")):
        assert number in page
    assert ("Quarto" in page) == ("Built with Quarto" in site.out)


def test_the_sidebar_lists_the_exercises(site: Build) -> None:
    for name in ("index.html", "chapters/01-introduction-to-pytorch.html"):
        page = (site.site / name).read_text(encoding="utf-8")
        assert page.count('class="sidebar-exercises"') == len(list((site.root / "chapters").glob("*.qmd")))
        assert "#tensors-from-numpy" in page


def test_every_local_link_leads_somewhere(site: Build) -> None:
    documentation = yaml.safe_load((ROOT / "pages/objects.yml").read_text(encoding="utf-8")).values()
    for page in site.site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        for link in re.findall(r'(?:href|src)="([^"]*)"', text):
            path, _, anchor = link.partition("#")
            if link in documentation:
                continue
            assert not re.match(r"(https?:)?//", link), f"{page.name}: another origin: {link}"
            if path.startswith(("data:", "javascript:", "mailto:")):
                continue
            # The page for addresses that lead nowhere, shown at any depth, links from the top
            folder = site.site if path.startswith("/") else page.parent
            target = folder / path.lstrip("/") if path else page
            assert target.exists(), f"{page.name}: {link}"
            if anchor and target.suffix == ".html":
                assert f'id="{anchor}"' in target.read_text(encoding="utf-8"), f"{page.name}: {link}"


@pytest.mark.seconds(3)
def test_a_second_build_executes_and_changes_nothing(site: Build, tmp_path: Path) -> None:
    root = shutil.copytree(site.root, tmp_path / "course", symlinks=True)
    engine = "quarto" if "Built with Quarto" in site.out else "portable"
    before = tree(site.site / "chapters")
    # Quarto's setup cell, on which outputs depend, holds the checkout's path
    assert engine == "portable" or run_build(root, "--engine", engine).code == 0
    (root / ".cache/published.json").unlink()
    again = run_build(root, "--engine", engine)
    assert again.code == 0
    assert "0 cells executed" in again.out
    assert "Installing" not in again.out
    assert tree(root / "_site/chapters") == before


@pytest.mark.full
@pytest.mark.seconds(9)
def test_force_executes_again(small: Path) -> None:
    assert "3 cells executed" in run_build(small, "--engine", "portable").out
    assert "0 cells executed, 3 from the cache" in run_build(small, "--engine", "portable").out
    assert "3 cells executed" in run_build(small, "--engine", "portable", "--force").out


@pytest.mark.seconds(9)
def test_changed_code_is_executed_and_changed_prose_is_not(small: Path) -> None:
    chapter = small / "chapters/01-small.qmd"
    run_build(small, "--engine", "portable")
    chapter.write_text(HEALTHY.replace("Words.", "Other words."))
    assert "0 cells executed" in run_build(small, "--engine", "portable").out
    assert "Other words." in (small / "_site/chapters/01-small.html").read_text()
    chapter.write_text(HEALTHY.replace("print(y)", "print(y, y)"))
    assert "3 cells executed" in run_build(small, "--engine", "portable").out
    assert "2 2" in (small / "_site/chapters/01-small.html").read_text()


@pytest.mark.full
@pytest.mark.seconds(7)
def test_changed_data_is_a_changed_result(small: Path) -> None:
    (small / "assets/data").mkdir(exist_ok=True)
    data = small / "assets/data/numbers.txt"
    data.write_text("41")
    code = HEALTHY.replace("y = x + 1", "y = 2; print(open('../assets/data/numbers.txt').read())")
    (small / "chapters/01-small.qmd").write_text(code)
    run_build(small, "--engine", "portable")
    data.write_text("42")
    assert "3 cells executed" in run_build(small, "--engine", "portable").out
    assert "42" in (small / "_site/chapters/01-small.html").read_text()


@pytest.mark.seconds(4)
@pytest.mark.parametrize("engine", ENGINES)
def test_output_dir_and_quiet(small: Path, engine: str) -> None:
    require(engine)
    target = small.parent / "elsewhere/site"
    build = run_build(small, "--engine", engine, "--output-dir", str(target), "--quiet")
    assert (build.code, build.out, build.err) == (0, "", "")
    assert (target / "index.html").is_file()
    assert not build.site.exists()


def test_an_output_that_is_no_site_is_not_replaced(small: Path) -> None:
    (small / "precious").mkdir()
    (small / "precious/thesis.txt").write_text("years of work")
    build = run_build(small, "--engine", "portable", "--output-dir", str(small / "precious"))
    assert build.code == 2
    assert build.err.startswith("error: the output ") and build.err.count("\n") == 1
    assert (small / "precious/thesis.txt").read_text() == "years of work"


def test_quarto_asked_for_where_there_is_none(
    small: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("course.cli.build.ROOT", small)
    monkeypatch.setattr(program, "look", lambda: (None, []))
    monkeypatch.setattr(program, "install", lambda package: "pip install failed: no network")
    monkeypatch.setattr(program, "REFUSED", small / "refused")
    assert main(["--engine", "quarto", "--quiet"]) == 2
    assert capsys.readouterr() == ("", "error: no Quarto: pip install failed: no network\n")
    assert not (small / "_site").exists()


def test_bad_yaml_is_one_line(small: Path) -> None:
    settings = small / "_quarto.yml"
    settings.write_text(settings.read_text().replace("title: &title", "title: [&title"))
    build = run_build(small, "--engine", "portable")
    assert build.code == 2
    assert re.fullmatch(r"error: _quarto\.yml:\d+: \[bad-yaml\] bad YAML: .*\n", build.err)


@pytest.mark.full
@pytest.mark.seconds(30)
def test_both_engines_give_the_same_exercises(sites) -> None:  # noqa: ANN001
    """The parity test: the same code, the same outputs and the same figures, byte for byte."""
    quarto, portable = sites("quarto"), sites("portable")
    figures = {}
    for build in (quarto, portable):
        files = tree(build.site / "chapters")
        figures[build.out.split("Built with ")[1][:6]] = {n: b for n, b in files.items() if n.endswith(".svg")}
    first, second = figures.values()
    assert first == second and first
    for page in (quarto.site / "chapters").glob("*.html"):
        assert exercise_texts(page) == exercise_texts(portable.site / "chapters" / page.name)


def exercise_texts(page: Path) -> list[tuple[str, list[str]]]:
    """Every exercise's heading with the text of all its code and output blocks."""
    import html

    text = page.read_text(encoding="utf-8")
    found = []
    for section in re.split(r"(?=<h2[^>]*data-anchor-id)", text)[1:]:
        heading = html.unescape(re.sub(r"<[^>]+>", "", section.split("</h2>")[0]))
        blocks = re.findall(r"<pre\b[^>]*>(.*?)</pre>", section, re.DOTALL)
        plain = [html.unescape(re.sub(r"<[^>]+>", "", block)).strip() for block in blocks]
        found.append((heading.strip(), plain))
    return found


@pytest.mark.full
@pytest.mark.seconds(4)
def test_findings_in_the_site_are_annotated_for_a_workflow(built: Path) -> None:
    chapter = built / "chapters/01-small.qmd"
    chapter.write_text(chapter.read_text().replace("Words.", "[Words](missing.txt)."))
    build = run_build(built, "--engine", "portable", "--format", "github")
    assert build.code == 1
    assert re.search(r"^::error file=chapters/01-small\.qmd,line=8,.*broken-link.*missing\.txt", build.out, re.M)
