"""The checks are tested: wrong answers, made from the right one by a small change, must fail the exercise's check.

Run with -s to see the table. A wrong answer that passes is listed here with a judgement: either it still does what the
instructions ask, or the check lets it through.
"""

import re
from collections import Counter
from dataclasses import dataclass

import pytest

import mutants
import trials
from course.bootstrap import ROOT
from course.common.project import load_project
from tasks import Task, tasks
from trials import Attempt, Enough, Verdict

# One worker: the exercises are tried once for all these tests
pytestmark = [pytest.mark.full, pytest.mark.seconds(30), pytest.mark.xdist_group("mutants")]
SEED = 0
CAUGHT = 0.9
# Wrong answers of an exercise that run and do not do what is asked
AT_LEAST = 5
# After so many that run, no more are tried
RAN = 12
ACTIVATION = "what stands between the linear layers is free"
TWICE = "the second time changes nothing that is asked for"
ZERO = "the label is 0"
SAME_DIM = "in two dimensions 1 is the last one"
# exercise: change: why the answer still does what the instructions ask
ALLOWED = {
    "creating-tensors": {"without print(tensor_a)": "only the attributes are to be displayed"},
    "sigmoid-softmax": {"dim=-1 -> dim=1": SAME_DIM},
    "regression-to-classes": {
        "nn.Sigmoid() -> nn.ReLU()": ACTIVATION,
        "without nn.Sigmoid()": ACTIVATION,
        "nn.Linear(11, 16), nn.Sigmoid() -> nn.Sigmoid(), nn.Linear(11, 16)": ACTIVATION,
        "nn.Linear(12, 8), nn.Sigmoid() -> nn.Sigmoid(), nn.Linear(12, 8)": ACTIVATION,
        "nn.Sigmoid(), nn.Linear(12, 8) -> nn.Linear(12, 8), nn.Sigmoid()": ACTIVATION,
    },
    "one-hot": {
        "torch.tensor(y) -> torch.tensor(2 * y)": ZERO,
        "torch.tensor(y) -> torch.tensor(-y)": ZERO,
    },
    "cross-entropy": {"one_hot_label.float() -> one_hot_label.double()": "float64 is floating point, too"},
    "optimizer": {
        "optim.SGD(model.parameters(), lr=0.1) -> optim.SGD(model.parameters())": "the default is below one",
        "without optimizer.zero_grad()": "there is no gradient yet",
        "twice optimizer.zero_grad()": TWICE,
    },
    "mse-loss": {
        "y_hat_tensor = torch.from_numpy(y_hat).float() -> y_hat_tensor = torch.from_numpy(y_hat)": (
            "the array holds floats already"
        )
    },
    "classifier": {
        "twice for epoch in range(60):": "as many epochs as one likes",
        "lr=0.05 -> lr=0.025": "the learning rate is free",
        "without nn.Sigmoid()": "a network of one's choice",
        "answers = (classifier(inputs) > 0).float() -> answers = classifier(inputs) > 0": (
            "a yes or no equals a 1 or a 0"
        ),
    },
    "training-loop": {"twice optimizer.zero_grad()": TWICE},
    "counting-parameters": {"2 * 1 + 1 -> 2 + 1": "the same number"},
    "capacity": {
        "nn.ReLU() -> nn.Sigmoid()": ACTIVATION,
        "nn.ReLU() -> nn.LeakyReLU()": ACTIVATION,
        "without nn.ReLU()": ACTIVATION,
        "nn.Linear(n_features, 8), nn.ReLU() -> nn.ReLU(), nn.Linear(n_features, 8)": ACTIVATION,
        "nn.Linear(n_features, 8) -> nn.Linear(8, n_features)": "n_features is 8",
    },
    "freeze-layers": {
        "('0.', '1.') -> ('1.', '0.')": "a name may begin with either",
        "twice for name, parameter in model.named_parameters():": TWICE,
    },
    "layer-initialization": {
        "twice nn.init.uniform_(layer0.weight)": "drawn anew, from the same distribution",
        "twice nn.init.uniform_(layer1.weight)": "drawn anew, from the same distribution",
    },
    "tensor-dataset": {"torch.from_numpy(np_target) -> torch.Tensor(np_target)": "a float32 tensor as well"},
    "data-loading": {
        "nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 1)) -> "
        "nn.Sequential(nn.ReLU(), nn.Linear(4, 16), nn.Linear(16, 1))": ACTIVATION,
        "nn.ReLU() -> nn.LeakyReLU()": ACTIVATION,
    },
    "torchmetrics": {
        "dim=-1 -> dim=1": SAME_DIM,
        "without with torch.inference_mode(): around": "not asked for",
        "twice plot_errors(model, dataloader)": "the same figure twice",
    },
    "dropout": {
        "nn.ReLU() -> nn.LeakyReLU()": "in network the activation is free",
        "nn.ReLU() -> nn.Sigmoid()": "in network the activation is free",
        "nn.Dropout(p=0.5) -> nn.Dropout()": "the default is 0.5",
        "p=0.2 -> p=0.1": "in network the probability is free",
    },
    "random-search": {"np.random.seed(seed) -> np.random.seed(2 * seed)": "everyone can draw these again, too"},
    "best-pair": {"np.argmin(losses) -> np.argmin(2 * losses)": "the list twice: the first of the lowest stays"},
}
UNSEEN = "a check sees variables, not what is displayed"
# exercise: change: why the check lets a wrong answer through
SURVIVORS = {
    "creating-tensors": {
        "without print('shape: ', tensor_a.shape)": UNSEEN,
        "without print('dtype: ', tensor_a.dtype)": UNSEEN,
        "without print('device:', tensor_a.device)": UNSEEN,
    },
    "estimating-a-sample": {"without print(weight.grad)": UNSEEN, "without print(bias.grad)": UNSEEN},
    "relu": {"relu_pytorch(x) -> relu_pytorch(2 * x)": "value and gradient are 0 on the whole negative side"},
    "tensor-dataset": {"without print(last_element)": UNSEEN},
}


@dataclass
class Tried:
    """A task, and how its published answer and its mutants fared: each mutant's change with its verdict."""

    task: Task
    right: Verdict
    mutants: list[tuple[str, Verdict]]

    @property
    def name(self) -> str:
        """Its number and id."""
        return f"{self.task.number} {self.task.id}"

    def of(self, result: str) -> list[tuple[str, Verdict]]:
        """The mutants with a result; of those that passed, what is allowed is "allowed" and the others "survived"."""
        return [(change, verdict) for change, verdict in self.mutants if self.result(change, verdict) == result]

    def result(self, change: str, verdict: Verdict) -> str:
        """A verdict's result, with the judgement on what passed."""
        if verdict.result != "passed":
            return verdict.result
        return "allowed" if change in ALLOWED.get(self.task.id, {}) else "survived"


def attempts_of(task: Task) -> list[Attempt]:
    """The published answer and its mutants, in the order in which to try them."""
    shows = re.search(r"\b(display|print)\b", task.instructions, re.IGNORECASE) is not None
    wrong = mutants.sample(task.answer, shows, f"{SEED} {task.id}")
    return [Attempt("", (task.answer,)), *(Attempt(mutant.change, (mutant.source,)) for mutant in wrong)]


@pytest.fixture(scope="module")
def verdicts() -> list[Tried]:
    """Every task of the course, tried once for all tests below."""
    found = []
    with trials.pool(ROOT / "chapters", load_project(ROOT).environment(), jobs=2) as processes:
        futures = []
        for task in tasks():
            # The published answer counts as one that ran, and not as a wrong one
            enough = Enough(RAN + 1, AT_LEAST, frozenset({"", *ALLOWED.get(task.id, {})}))
            futures.append(processes.submit(trials.try_all, task, attempts_of(task), enough))
        for task, future in zip(tasks(), futures, strict=True):
            names = [attempt.name for attempt in attempts_of(task)]
            (_, right), *wrong = zip(names, (verdicts[0] for verdicts in future.result()), strict=False)
            found.append(Tried(task, right, wrong))
    print("\n" + table(found))
    return found


def table(verdicts: list[Tried]) -> str:
    """The table of results, with a line for the whole course, and below it what survived."""
    columns = ("broken", "allowed", "caught", "survived")
    rows = [(v.name, len(v.mutants), *(len(v.of(column)) for column in columns)) for v in verdicts]
    rows.append(("all", *(sum(numbers) for numbers in list(zip(*rows, strict=True))[1:])))
    lines = [f"{'exercise':30}" + "".join(f"{name:>10}" for name in ("tried", *columns))]
    lines += [f"{name:30}" + "".join(f"{number:10}" for number in numbers) for name, *numbers in rows]
    lines += [
        f"survived: {v.name}: {change} ({SURVIVORS.get(v.task.id, {}).get(change, 'not judged yet')})"
        for v in verdicts
        for change, _ in v.of("survived")
    ]
    return "\n".join(lines)


def test_right_answers_pass(verdicts: list[Tried]) -> None:
    assert len(verdicts) >= 28
    assert {v.name: v.right.message for v in verdicts if v.right.result != "passed"} == {}


def test_wrong_answers_are_caught(verdicts: list[Tried]) -> None:
    caught, survived = (sum(len(v.of(result)) for v in verdicts) for result in ("caught", "survived"))
    assert caught / (caught + survived) >= CAUGHT, table(verdicts)


def test_every_exercise_has_enough_wrong_answers(verdicts: list[Tried]) -> None:
    counted = Counter({v.name: len(v.of("caught")) + len(v.of("survived")) for v in verdicts})
    assert {name: number for name, number in counted.items() if number < AT_LEAST} == {}


def test_checks_fail_with_an_assertion_that_says_something(verdicts: list[Tried]) -> None:
    assert [(v.name, change, verdict.message) for v in verdicts for change, verdict in v.of("error")] == []
    assert [(v.name, change) for v in verdicts for change, verdict in v.of("caught") if not verdict.message] == []


def test_what_passes_is_judged(verdicts: list[Tried]) -> None:
    """A new survivor: make the check stronger, or judge it above. A judgement that nothing needs: remove it."""
    passed = {
        result: {(v.task.id, change) for v in verdicts for change, _ in v.of(result)}
        for result in ("allowed", "survived")
    }
    judged = {(name, change) for name, changes in SURVIVORS.items() for change in changes}
    assert passed["survived"] - judged == set(), "survivors that are not judged"
    assert judged - passed["survived"] == set(), "judged as survivors, but they do not pass (any more)"
    allowed = {(name, change) for name, changes in ALLOWED.items() for change in changes}
    assert allowed - passed["allowed"] == set(), "judged as allowed, but they do not pass (any more)"


def test_mutants_are_the_same_every_time_and_stay_when_another_line_changes() -> None:
    answer = "a = one + 2\nmodel.step(a)\nprint(a)"
    first = [mutant.change for mutant in mutants.sample(answer, shows=False, seed="0")]
    assert first == [mutant.change for mutant in mutants.sample(answer, shows=False, seed="0")]
    assert {"one + 2 -> one - 2", "one + 2 -> one + 3", "without model.step(a)", "twice model.step(a)"} <= set(first)
    assert not any("print" in change for change in first)
    assert "without print(a)" in [mutant.change for mutant in mutants.sample(answer, shows=True, seed="0")]
    edited = [mutant.change for mutant in mutants.sample(answer.replace("one", "b"), shows=False, seed="0")]
    kept = [change for change in first if "model" in change and "swapped" not in change]
    assert kept == [change for change in edited if change in kept]
