"""The bank of learners' answers (answers/*.yml): checks let right ones pass, stop wrong ones, and forget what failed.

An entry has a name, a kind and code. An answer that is right passes its check; one that is wrong raises, or is stopped
by an AssertionError that says something (and matches `message:`, if given). A sequence is a wrong and a right answer in
one interpreter: the right one passes, or the message to the wrong one has said to run Given again. An entry with
`exception:` (the reason) does not do so, and few have one. The default tier tries a sample of every bank.
"""

import random
import re
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import yaml

import trials
from course.bootstrap import ROOT
from course.common.project import load_project
from tasks import Task, tasks
from trials import Attempt, Verdict

BANK = Path(__file__).with_name("answers")
KINDS = {"right": {"code"}, "wrong": {"code"}, "sequence": {"wrong", "right"}}
AT_LEAST = {"right": 12, "wrong": 15, "sequence": 8}
# Shares of the entries that may be exceptions
EXCEPTIONS = {"right": 0.02, "wrong": 0.03}
# Entries of each kind in a sample
SAMPLE = {"right": 3, "wrong": 3, "sequence": 2}
# Answers that PyTorch itself lets nobody run twice: the graph of the loss is gone after its first backward()
ONCE = {"estimating-a-sample", "optimizer"}
AGAIN = re.compile(r"run\s+Given\s+again", re.IGNORECASE)

# A worker takes a chapter: its process imports torch once
by_task = pytest.mark.parametrize(
    "task",
    [pytest.param(t, id=t.id, marks=pytest.mark.xdist_group(f"answers {t.chapter}")) for t in tasks()],
)


def read_bank(task: Task) -> list[dict[str, Any]]:
    """The entries of a task, none where it has no file."""
    file = BANK / f"{task.id}.yml"
    return list(yaml.safe_load(file.read_text(encoding="utf-8"))) if file.exists() else []


@pytest.fixture(scope="module")
def process() -> Iterator[ProcessPoolExecutor]:
    """One in which answers are tried."""
    with trials.pool(ROOT / "chapters", load_project(ROOT).environment(), 1) as made:
        yield made


def codes_of(entry: dict[str, Any]) -> tuple[str, ...]:
    """The answers of an entry, in the order in which they are given."""
    if entry["kind"] == "sequence":
        return (entry["wrong"], entry["right"])
    return (entry["code"],) * (2 if entry["kind"] == "repeated" else 1)


def trouble(entry: dict[str, Any], verdicts: list[Verdict]) -> str:
    """How an entry's answers did not fare as its kind says; empty where they did."""
    first, last = verdicts[0], verdicts[-1]
    if entry["kind"] == "right":
        return "" if last.result == "passed" else f"a right answer is {last.result}: {last.message}"
    if entry["kind"] == "repeated":
        fine = last.result == "passed" or AGAIN.search(last.message)
        return "" if fine else f"the second time it is {last.result}: {last.message}"
    if entry["kind"] == "sequence":
        fine = last.result == "passed" or AGAIN.search(first.message)
        return "" if fine else f"after a wrong answer ({first.message}) a right one is {last.result}: {last.message}"
    if first.result == "passed" or not first.message:
        return "a wrong answer passes" if first.result == "passed" else "a wrong answer is stopped without a word"
    if first.result == "error":
        return f"the check ends with another error than AssertionError: {first.message}"
    if first.result == "caught" and not re.search(entry.get("message", ""), first.message, re.IGNORECASE):
        return f"the message should match {entry['message']!r}: {first.message}"
    return ""


def own_entries(task: Task) -> list[dict[str, Any]]:
    """What every task has beside its bank: the published answer, also repeated, and nothing."""
    again = {"name": "the published answer, twice", "kind": "repeated", "code": task.answer}
    return [
        {"name": "the published answer", "kind": "right", "code": task.answer},
        *([] if task.id in ONCE else [again]),
        {"name": "nothing", "kind": "wrong", "code": "pass"},
        {"name": "the practice notebook's empty answer", "kind": "wrong", "code": task.empty},
    ]


def sample(task: Task) -> list[dict[str, Any]]:
    """A few entries of a task's bank, the same ones every time."""
    entries, chance = read_bank(task), random.Random(task.id)
    of_kind = {kind: [entry for entry in entries if entry["kind"] == kind] for kind in SAMPLE}
    return [e for kind, found in of_kind.items() for e in chance.sample(found, min(SAMPLE[kind], len(found)))]


@by_task
@pytest.mark.seconds(4)
def test_a_sample_of_answers(task: Task, process: ProcessPoolExecutor) -> None:
    assert_judged(task, [*own_entries(task), *sample(task)], process)


@by_task
@pytest.mark.full
@pytest.mark.seconds(30)
def test_all_answers(task: Task, process: ProcessPoolExecutor) -> None:
    assert_judged(task, read_bank(task), process)


def assert_judged(task: Task, bank: list[dict[str, Any]], process: ProcessPoolExecutor) -> None:
    """Each entry fares as its kind says."""
    attempts = [Attempt(entry["name"], codes_of(entry)) for entry in bank]
    found = process.submit(trials.try_all, task, attempts).result()
    wrong = []
    for entry, verdicts in zip(bank, found, strict=True):
        what = trouble(entry, verdicts)
        if "exception" in entry and not what:
            what = f"it is no exception any more ({entry['exception']})"
        elif "exception" in entry:
            what = ""
        if what:
            wrong.append(f"{entry['kind']} '{entry['name']}': {what}")
    assert not wrong, "\n".join(wrong)


@by_task
@pytest.mark.full
@pytest.mark.seconds(4)
def test_the_published_answer_passes_after_every_wrong_one(task: Task, process: ProcessPoolExecutor) -> None:
    wrong = [entry for entry in read_bank(task) if entry["kind"] == "wrong"]
    attempts = [Attempt(entry["name"], (entry["code"], task.answer)) for entry in wrong]
    found = process.submit(trials.try_all, task, attempts).result()
    said = {entry["name"]: trouble({"kind": "sequence"}, v) for entry, v in zip(wrong, found, strict=True)}
    assert {name: what for name, what in said.items() if what} == {}


@pytest.mark.parametrize("task", [pytest.param(t, id=t.id) for t in tasks()])
def test_the_bank_is_large_enough(task: Task) -> None:
    entries = read_bank(task)
    names = Counter(entry["name"] for entry in entries)
    assert [name for name, number in names.items() if number > 1] == []
    for entry in entries:
        extra = entry.keys() - KINDS[entry["kind"]] - {"name", "kind", "message", "exception"}
        assert not extra and entry.keys() >= KINDS[entry["kind"]], (entry["name"], extra)
    kinds = Counter(entry["kind"] for entry in entries)
    assert {kind: kinds[kind] for kind, least in AT_LEAST.items() if kinds[kind] < least} == {}


def test_exceptions_are_few() -> None:
    entries = [entry for task in tasks() for entry in read_bank(task)]
    for kind, share in EXCEPTIONS.items():
        mine = [entry for entry in entries if entry["kind"] == kind]
        named = [entry["name"] for entry in mine if "exception" in entry]
        assert len(named) <= share * len(mine), named


def test_every_file_of_the_bank_belongs_to_a_task() -> None:
    assert {file.stem for file in BANK.glob("*.yml")} == {task.id for task in tasks()}


@pytest.mark.parametrize(
    ("answer", "result"),
    [("y = 1 / 0", "broken"), ("import sys; sys.exit()", "broken"), ("y = 3", "caught"), ("y = 2", "passed")],
)
def test_a_verdict(answer: str, result: str) -> None:
    assert trials.judge(answer, "assert y == 2, 'y should be 2'", {}).result == result


def test_a_check_that_raises_is_not_a_catch() -> None:
    assert trials.judge("y = '2'", "assert y + 1 == 3", {}).result == "error"


def test_an_answer_that_does_not_end_or_kills_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trials, "PROCESSOR_SECONDS", 1)
    task = Task("a", "1.1", "", "x = 1", "y = 2", "assert y == 2", "y = ...")
    attempts = [Attempt("loops", ("while True: pass",)), Attempt("dies", ("import os; os._exit(1)",))]
    verdicts = trials.try_all(task, [*attempts, Attempt("twice", ("y = 3", "y = 2"))])
    assert [[verdict.result for verdict in each] for each in verdicts] == [["broken"], ["broken"], ["caught", "passed"]]
