"""A checkout with chapters of a few cells, and one fork server for all tests."""

import shutil
from collections.abc import Callable, Iterator

import pytest

from course.bootstrap import ROOT
from course.common.project import Project
from course.execute.executor import execute_anew, execute_chapters
from course.execute.kernels import Kernels
from course.execute.notebooks import Executed
from course.source.chapters import Chapter
from course.source.parser import parse_chapter
from support import LIMIT

SETUP = """\
from matplotlib_inline.backend_inline import set_matplotlib_formats
set_matplotlib_formats("svg")
%reset -f
"""


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    root = tmp_path_factory.mktemp("course")
    for name in ("chapters", "assets/data"):
        (root / name).mkdir(parents=True)
    for name in ("_environment", "assets/matplotlibrc"):
        shutil.copy(ROOT / name, root / name)
    return Project(root, {"course": {"time-limit": LIMIT, "memory-limit": 2000}}, ())


@pytest.fixture(scope="session")
def kernels(project: Project) -> Iterator[Kernels]:
    with Kernels(project) as found:
        found.warm_up(["pandas", "matplotlib.pyplot"])
        yield found


@pytest.fixture(scope="session")
def chapter(project: Project) -> Callable[..., Chapter]:
    """Writes a chapter. Each list of sources becomes an exercise with its cells."""

    def make(*exercises: list[str], name: str = "01-a", outside: str = "") -> Chapter:
        text = "---\ntitle: A\n---\n"
        if outside:
            text += f"```{{python}}\n{outside}\n```\n"
        for number, cells in enumerate(exercises):
            code = "\n".join(f"```{{python}}\n{source}\n```" for source in cells)
            text += f"\n## E {number} {{#e-{number}}}\n\n::: answer\n{code}\n:::\n"
        path = project.root / f"chapters/{name}.qmd"
        path.write_text(text, encoding="utf-8")
        return parse_chapter(path, f"chapters/{name}.qmd")

    return make


@pytest.fixture(scope="session")
def run(project: Project, chapter: Callable[..., Chapter], kernels: Kernels) -> Callable[..., Executed]:
    """Executes a chapter of such exercises, forked by the shared server unless other kernels are given."""

    def execute(*exercises: list[str], kernels: Kernels | None = kernels, outside: str = "") -> Executed:
        return execute_anew(project, [chapter(*exercises, outside=outside)], SETUP, 2, kernels=kernels)[0]

    return execute


@pytest.fixture(scope="session")
def build(project: Project, kernels: Kernels) -> Callable[..., Executed]:
    """Executes a chapter as a build does, with the store."""

    def execute(chapter: Chapter, *, force: bool = False) -> Executed:
        return execute_chapters(project, [chapter], SETUP, 2, force, lambda executed: None, kernels=kernels)[0]

    return execute
