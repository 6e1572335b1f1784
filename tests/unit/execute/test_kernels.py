"""Kernels: forked ones give what fresh ones give, and nothing of them stays."""

import os
import random
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from functools import partial
from pathlib import Path

import psutil
import pytest

import course.execute.kernels
from course.bootstrap import ROOT
from course.common.project import Project
from course.execute.environment import kernel_environment
from course.execute.executor import execute_anew, execute_chapters
from course.execute.kernels import FRESH, ExecutionCancelled, Kernels
from course.execute.notebooks import Executed
from course.source.chapters import Chapter
from hurry import cut_short
from support import LIMIT, until
from survivors import is_alive, none_left, with_argument

# Of objects, and the process id in the names of a traceback's and a warning's files
ADDRESS = re.compile(r"0x[0-9a-f]+|ipykernel_\d+/")
Run = Callable[..., Executed]
linux = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only")
CELLS = [
    ["import pandas as pd", "pd.DataFrame({f'a_rather_long_name_{n}': [1.5] for n in range(9)})"],
    ["import matplotlib.pyplot as plt\nprint('before')\nplt.plot([1, 2])\nplt.show()\nprint('after')"],
    [
        "import os, sys\nprint(sys.path[0] == '', os.getcwd()[-8:], os.environ['TZ'], __name__)",
        "class A:\n    pass\nA()",
    ],
    ["import sys, warnings\nwarnings.warn('careful')\nprint('x', file=sys.stderr)\nprint('y')", "1 / 0"],
    ["import random\nrandom.seed(1)\nprint(random.random())\n!echo shell", "print('10 %\\r20 %')"],
]


@linux
def test_forked_and_fresh_kernels_give_the_same(run: Run, kernels: Kernels, monkeypatch: pytest.MonkeyPatch) -> None:
    forked = run(*CELLS, outside="print('outside')")
    monkeypatch.setenv(FRESH, "1")
    fresh = run(*CELLS, outside="print('outside')", kernels=None)
    assert kernels.servers and forked.status == fresh.status
    assert [ADDRESS.sub("", str(each)) for each in forked.outputs] == [
        ADDRESS.sub("", str(each)) for each in fresh.outputs
    ]


@pytest.fixture(params=["forked", "fresh"])
def either(request: pytest.FixtureRequest, project: Project, monkeypatch: pytest.MonkeyPatch) -> Iterator[Kernels]:
    """Kernels, once forked and once ordinary ones."""
    if request.param == "fresh":
        monkeypatch.setenv(FRESH, "1")
    with Kernels(project) as own:
        yield own


def test_settings_of_the_machine_have_no_part(project: Project, run: Run, either: Kernels) -> None:
    """IPython's start-up files stand where its settings do."""
    settings = "from ipykernel.kernelapp import IPKernelApp\nprint(*IPKernelApp.instance().config_file_paths)"
    start_up = "import IPython.core.shellapp as app\nprint(app.ENV_CONFIG_DIRS, app.SYSTEM_CONFIG_DIRS)"
    found = run([settings], [start_up], kernels=either)
    places, others = texts(found)
    assert {Path(place).parent for place in places.split()} == {project.cache / "home/ipython"}
    assert others == "[] []\n"


def test_a_figure_is_drawn_for_what_is_shown(run: Run, either: Kernels) -> None:
    counted = (
        "import matplotlib.pyplot as plt\nfrom matplotlib.backends.backend_agg import FigureCanvasAgg\n"
        "drawn = []\nFigureCanvasAgg.draw = drawn.append\nfigure = plt.plot([1, 2])[0].figure"
    )
    found = run([counted, "print(len(drawn))"], kernels=either)
    assert [output.output_type for output in found.outputs[0]] == ["display_data"]
    assert texts(found)[1] == "0\n"


def test_what_is_printed_stays_in_its_place(run: Run) -> None:
    found = run(CELLS[1])
    assert [output.output_type for output in found.outputs[0]] == ["stream", "display_data", "stream"]


@linux
def test_numbers_without_a_seed_differ(run: Run) -> None:
    code = ["import numpy, random\nprint(numpy.random.rand(), random.random())"]
    first, second = texts(run(code, code))
    assert not set(first.split()) & set(second.split())


@linux
def test_a_module_that_prints_is_imported_in_the_kernel(project: Project, run: Run) -> None:
    with Kernels(project) as own:
        found = run(["import this", "print(1)"], kernels=own)
        assert own.unfit == {"this"} and texts(found)[0].startswith("The Zen") and found.status == ["ok", "ok"]


@linux
@pytest.mark.parametrize("code", ["os._exit(3)", "time.sleep(3600)"])
def test_a_module_that_ends_or_keeps_the_server_is_imported_in_the_kernel(
    project: Project, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    text = f"import os, sys, time\nif sys.argv[0].endswith('fork_server.py'):\n    {code}\n"
    (tmp_path / "unkind.py").write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    closed = kernel_environment(project) | {"PYTHONPATH": str(tmp_path)}
    monkeypatch.setattr(course.execute.kernels, "kernel_environment", lambda project: closed)
    monkeypatch.setattr(course.execute.kernels, "START_SECONDS", 5)
    with Kernels(project) as own:
        found = run(["import unkind", "print(1)"], kernels=own)
        assert "unkind" in own.unfit and own.servers and found.status == ["ok", "ok"]


@linux
def test_another_server_takes_the_place_of_one_that_was_killed(project: Project, run: Run) -> None:
    with Kernels(project) as own:
        assert texts(run(["print(1)"], kernels=own)) == ["1\n"]
        killed = own.servers[-1]
        killed.process.kill()
        killed.process.wait(LIMIT)
        # Two at a time find it so
        assert texts(run(["print(2)"], ["print(3)"], kernels=own)) == ["2\n", "3\n"]
        assert own.servers and killed not in own.servers


def test_an_exercise_fails_alone(run: Run) -> None:
    died = ["print(1)", "import os\nos._exit(3)", "print(2)"]
    found = run(died, ["only = 1", "raise ValueError", "print(3)"], ["only"])
    assert found.status == ["ok", "kernel-died", "not-run", "ok", "error", "ok", "error"]
    assert found.outputs[-1][0].ename == "NameError"


def test_an_exercise_has_a_time_limit(project: Project, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    endless = "while True:\n    pass"
    left = cut_short(monkeypatch, endless)
    found = run(["print(1)", endless, "print(2)"], ["print(3)"])
    assert found.status == ["ok", "time-limit", "not-run", "ok"]
    assert left[endless] < left["print(1)"] <= project.time_limit


@linux
def test_a_cell_that_begins_after_the_limit_is_not_run(project: Project, chapter: Callable[..., Chapter]) -> None:
    late = Project(project.root, {"course": {"time-limit": 0}}, ())
    found = execute_anew(late, [chapter(["print(1)", "print(2)"])], "", 1)[0]
    assert found.status == ["time-limit", "not-run"]


def test_what_a_cell_starts_ends_with_its_kernel(run: Run) -> None:
    seconds = str(random.randrange(10_000, 99_999))
    code = f"import subprocess\np = subprocess.Popen(['sleep', '{seconds}'], start_new_session=True)\nprint(p.pid)"
    daemon = f"!setsid sh -c 'sleep {seconds} & echo $!'"
    with none_left(partial(with_argument, seconds)):
        found = run([code, daemon])
        assert all(text.strip().isdigit() for text in texts(found))
        assert with_argument(seconds) == []


def test_a_newer_save_cancels(
    project: Project, kernels: Kernels, chapter: Callable[..., Chapter], tmp_path: Path
) -> None:
    mark, cancelled = tmp_path / "running", threading.Event()
    endless = chapter([f"open({str(mark)!r}, 'w')\nwhile True: pass"])

    def save() -> None:
        until(mark.exists)
        cancelled.set()

    saving = threading.Thread(target=save)
    saving.start()
    with pytest.raises(ExecutionCancelled):
        execute_chapters(project, [endless], "", 1, True, print, kernels=kernels, cancelled=cancelled)
    saving.join()
    if kernels.servers:
        until(lambda: not psutil.Process(kernels.servers[-1].process.pid).children())


def test_a_program_takes_the_place_of_a_kernel(
    project: Project, kernels: Kernels, chapter: Callable[..., Chapter]
) -> None:
    program: Future[None] = Future()
    before, started = kernels.started, list[int]()

    def end() -> None:
        started.append(kernels.started)
        program.set_result(None)

    one = chapter(["print(1)"])
    threading.Timer(0.5, end).start()
    execute_chapters(
        project, [one], "", 1, True, lambda executed: None, on_kernels_needed=lambda chapters: program, kernels=kernels
    )
    assert started == [before] and kernels.started == before + 1


def texts(executed: Executed) -> list[str]:
    """What each cell printed."""
    return ["".join(output.get("text", "") for output in each) for each in executed.outputs]


BUILD = """
import sys
sys.path.insert(0, {path!r})
from pathlib import Path
from course.common.project import Project
from course.execute.executor import execute_anew
from course.source.parser import parse_chapter
path = Path({chapter!r})
project = Project(path.parents[1], {{"course": {{"time-limit": {limit}}}}}, ())
execute_anew(project, [parse_chapter(path, "a")], "", 1)
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
@linux
def test_nothing_outlives_a_build(chapter: Callable[..., Chapter], tmp_path: Path, number: int) -> None:
    mark = tmp_path / "running"
    code = f"import subprocess\nsubprocess.Popen(['sleep', '1002'])\nopen({str(mark)!r}, 'w')\nwhile True: pass"
    made = chapter([code], name="02-b")
    script = BUILD.format(path=str(ROOT / "scripts"), chapter=str(made.path), limit=LIMIT)
    process = subprocess.Popen([sys.executable, "-c", script], stderr=subprocess.DEVNULL)
    below: list[psutil.Process] = [psutil.Process(process.pid)]
    with none_left(lambda: below):
        until(mark.exists)
        below += below[0].children(recursive=True)
        assert len(below) >= 4
        os.kill(process.pid, number)
        process.wait(LIMIT)
        until(lambda: not any(map(is_alive, below)))
