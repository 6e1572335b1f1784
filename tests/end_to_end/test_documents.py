"""The documents: every command in them is run here, in a quick form, and every path in them leads somewhere."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

import support
from builds import write
from course.bootstrap import ROOT
from course.common import npm
from support import BUILD_LIMIT, LIMIT, posix, require, run_build, tree, until
from test_preview import running

DOCUMENTS = ("README.md", "CONTRIBUTING.md", "pages/authors.qmd")
# In a block of one of these every line is a command
SHELL = {"", "bash", "sh", "console"}
SCRIPT = re.compile(r"(?:python3 )?(?P<script>scripts/\w+\.py)(?P<arguments> .*)?")
PROGRAM = re.compile(r"(?:pip|quarto|pre-commit|git|npm|npx|jupyter|ruff|apt|apt-get|docker|curl|make|source|\.) \S.*")
OPTION = re.compile(r"--[a-z].*")
# Folders that a build makes
MADE = (".cache", ".venv", "_site", "05-saving-models.qmd", "01b-extras.qmd", "saving.qmd")


def tokens(document: str) -> Iterator[tuple[str, str]]:
    """The pieces of code in a document, with their kind: "inline", or what a block's fence says."""
    for block in MarkdownIt("commonmark").enable("table").parse((ROOT / document).read_text(encoding="utf-8")):
        if block.type in ("code_block", "fence"):
            yield block.info.strip(), block.content
        for token in block.children or []:
            if token.type == "code_inline":
                yield "inline", token.content


def commands() -> list[str]:
    """All commands and options in the documents, without `python3`."""
    found = set()
    for document in DOCUMENTS:
        for kind, content in tokens(document):
            lines = content.splitlines() if kind in SHELL else [content] if kind == "inline" else []
            for line in filter(None, map(str.strip, lines)):
                script = SCRIPT.fullmatch(line)
                if script:
                    found.add(script["script"] + (script["arguments"] or ""))
                elif kind != "inline" or PROGRAM.fullmatch(line) or OPTION.fullmatch(line):
                    found.add(line)
    return sorted(found)


def run(root: Path, *arguments: str, code: int = 0, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a script of a copy, or another program in it."""
    command = [sys.executable, *arguments] if arguments[0].startswith("scripts/") else list(arguments)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    environment = kept | environment
    result = subprocess.run(command, cwd=root, capture_output=True, text=True, env=environment, timeout=BUILD_LIMIT)
    assert result.returncode == code, result.stdout + result.stderr
    return result


def build(root: Path) -> None:
    write(root, "Prose.")
    assert "Open " in run_build(root, "--engine", "portable").out
    assert "Prose." in (root / "_site/chapters/01-small.html").read_text(encoding="utf-8")


def preview(root: Path, engine: str = "portable") -> None:
    require(engine)
    with running(root, engine) as started:
        assert "Words." in started.page("chapters/01-small.html")
        started.process.send_signal(signal.SIGINT)
        assert started.process.wait(LIMIT) == 0


def latest(root: Path) -> None:
    """With no index to ask: what it makes of what it finds is in test_newest_releases.py."""
    offline = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(root), "PIP_CONFIG_FILE": os.devnull}
    result = run(root, "scripts/build.py", "--latest", "--engine", "portable", code=2, **offline)
    assert result.stderr.startswith("error: the course cannot be built with the newest releases: cannot install ")


def nested_tests(root: Path, *options: str) -> str:
    """Run one small file of tests, of the checkout itself, since the copy has none. Returns what pytest prints."""
    folder = root / "nested"
    result = run(
        ROOT, "scripts/test.py", *options, "-n", "0", f"--basetemp={folder}", "tests/unit/common/test_render_cache.py"
    )
    assert re.search(r"^\d+ passed in ", result.stdout, re.MULTILINE), result.stdout
    return result.stdout


def measured_tests(root: Path) -> None:
    """The report leaves out files of which every line was run."""
    assert re.search(r"scripts/build\.py .* 0%", nested_tests(root, "--coverage"))


def make_data(root: Path) -> None:
    before = tree(root / "assets/data")
    shutil.rmtree(root / "assets/data")
    run(root, "scripts/make_data.py")
    assert tree(root / "assets/data") == before


def quarto_render(root: Path) -> None:
    """It runs scripts/pre_render.py, which writes the site data, and scripts/post_render.py, which adds the footer."""
    (root / ".cache/site-data.json").unlink()
    # One page; the whole site is rendered in tests/gate/test_projects.py
    result = support.quarto_render(root, "index.qmd")
    assert result.returncode == 0, result.stderr
    assert (root / ".cache/site-data.json").is_file()
    assert 'class="provenance"' in (root / "_site/index.html").read_text(encoding="utf-8")


def quarto_preview(root: Path, *options: str) -> None:
    require("quarto")
    log = root / "preview.log"
    environment = os.environ | {"QUARTO_PYTHON": sys.executable, "NO_COLOR": "1"}
    with log.open("wb") as file:
        command = ["quarto", "preview", *options, "--no-browser"]
        process = subprocess.Popen(command, cwd=root, stdout=file, stderr=file, env=environment, start_new_session=True)
    try:
        until(lambda: "Browse at http" in log.read_text(encoding="utf-8"))
        assert process.poll() is None
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(LIMIT)


def pre_commit(root: Path) -> None:
    shutil.copy(ROOT / ".pre-commit-config.yaml", root)
    run(root, "git", "init", "--quiet")
    run(root, str(Path(sys.executable).with_name("pre-commit")), "install")
    assert (root / ".git/hooks/pre-commit").is_file()


def check(root: Path) -> None:
    assert run(root, "scripts/check.py").stdout == "1 chapter checked, no findings\n"


def as_json(root: Path) -> None:
    assert json.loads(run(root, "scripts/check.py", "--format", "json").stdout) == []


def begin(*words: str) -> Callable[[Path], None]:
    """A run of scripts/new.py, in a copy that has so many chapters."""

    def work(root: Path) -> None:
        before = tree(root / "chapters")
        run(root, "scripts/new.py", *words)
        assert tree(root / "chapters") != before

    return work


def environment_elsewhere(root: Path) -> None:
    """Made beside the checkout, without its packages: the scripts say what is left to do."""
    checkout = root.parent / "another"
    shutil.copytree(root / "scripts", checkout / "scripts")
    shutil.copy(root / "requirements.txt", checkout)
    run(checkout, sys.executable, "-m", "venv", "--without-pip", "../course-venv")
    (checkout / ".venv").symlink_to("../course-venv", target_is_directory=True)
    assert (checkout / ".venv/pyvenv.cfg").is_file()
    assert "set it up as CONTRIBUTING.md says" in run(checkout, "scripts/build.py", "--help", code=2).stderr


def lock_practice(root: Path) -> None:
    """The packages of the pages to practise on: pinned, without the addresses of a registry."""
    folder = root / "scripts/course/practice/page"
    npm.run("npm", ["install", "--package-lock-only", "--omit-lockfile-registry-resolved", "--prefix", str(folder)])
    assert "resolved" not in (folder / "package-lock.json").read_text(encoding="utf-8")


RUNS: dict[str, Callable[[Path], object]] = {
    "--rerun": lambda root: run(root, "scripts/check.py", "--rerun"),
    "--format github": lambda root: run(root, "scripts/check.py", "--format", "github"),
    "--format json": as_json,
    "--engine portable": lambda root: run(root, "scripts/build.py", "--engine", "portable"),
    "--engine quarto": lambda root: preview(root, "quarto"),
    "--help": lambda root: run(root, "scripts/build.py", "--help"),
    "npm install --package-lock-only --omit-lockfile-registry-resolved": lock_practice,
    "pre-commit install": pre_commit,
    "python3 -m venv ../course-venv && ln -s ../course-venv .venv && .venv/bin/pip install -r requirements.txt": (
        environment_elsewhere
    ),
    "quarto preview": quarto_preview,
    "quarto preview --to html": lambda root: quarto_preview(root, "--to", "html"),
    "--to html": lambda root: quarto_preview(root, "--to", "html"),
    "quarto render": quarto_render,
    "scripts/build.py": build,
    "scripts/build.py --latest": latest,
    "scripts/check.py": check,
    "scripts/check.py --rerun": lambda root: run(root, "scripts/check.py", "--rerun"),
    "scripts/make_data.py": make_data,
    "scripts/new.py": lambda root: run(root, "scripts/new.py", "--help"),
    'scripts/new.py chapter "The title"': begin("chapter", "The title"),
    'scripts/new.py exercise 4 "The title"': begin("exercise", "1", "The title"),
    "scripts/practice.py": lambda root: run(root, "scripts/practice.py", "--help"),
    "scripts/preview.py": preview,
    "scripts/test.py": nested_tests,
    "scripts/test.py --all": lambda root: nested_tests(root, "--all"),
    "scripts/test.py --coverage": measured_tests,
}
# Other tests of the default tier run these commands, or they need Quarto
SLOW = {"--engine quarto", "--rerun", "quarto render", "scripts/build.py --latest"}
SLOW |= {"quarto preview", "quarto preview --to html", "--to html"}
SLOW |= {"scripts/check.py --rerun", "scripts/preview.py"}
SLOW |= {command for command in RUNS if command.startswith("npm ")}
SLOW |= {"scripts/test.py", "scripts/test.py --all", "scripts/test.py --coverage"}
# Quarto runs these
HOOKS = {"scripts/pre_render.py", "scripts/post_render.py"}


def test_every_command_is_known_here() -> None:
    found = set(commands()) - HOOKS
    assert found - RUNS.keys() == set(), "a document has a command that nothing here runs: add it to RUNS"
    assert RUNS.keys() - found == set(), "no document has this command any more: take it out of RUNS"


@posix
@pytest.mark.seconds(3)
@pytest.mark.parametrize("command", [pytest.param(c, marks=[pytest.mark.full] * (c in SLOW)) for c in sorted(RUNS)])
def test_commands(built: Path, command: str) -> None:
    RUNS[command](built)


@pytest.mark.parametrize("document", sorted(path.name for path in ROOT.glob("*.md")))
def test_links_in_markdown_files(document: str) -> None:
    """Links of other kinds than files' names are not looked up; links of the site are the gate's."""
    for block in MarkdownIt("commonmark").enable("table").parse((ROOT / document).read_text(encoding="utf-8")):
        for token in block.children or []:
            target = str(token.attrs.get("href") or token.attrs.get("src") or "")
            if target and "://" not in target:
                assert (ROOT / target.partition("#")[0]).exists(), f"{document} links to {target}"


@pytest.mark.parametrize("document", DOCUMENTS)
def test_paths(document: str) -> None:
    """What is named as a path of the repository is there; `*` stands for any name."""
    for kind, content in tokens(document):
        if kind == "inline" and re.fullmatch(r"[\w.*-]+/[\w./*-]*|[\w*-]+\.(?:py|yml|qmd|txt|toml|md)", content):
            made = content.startswith(MADE)
            assert made or any(ROOT.glob(content.rstrip("/"))), f"{document} names {content}"
