"""The mutator: wrong versions of an answer, each with one small change of the kind that readers make."""

import ast
import difflib
import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

# What stands in for a function, class or attribute: alike at first sight, and not what was asked for
SIBLINGS = {
    "Accuracy": ("Precision", "ConfusionMatrix"),
    "CrossEntropyLoss": ("BCEWithLogitsLoss", "MSELoss"),
    "Dropout": ("AlphaDropout", "Identity"),
    "LeakyReLU": ("ReLU", "ELU"),
    "MSELoss": ("L1Loss", "SmoothL1Loss"),
    "ReLU": ("LeakyReLU", "Sigmoid"),
    "SGD": ("Adam", "RMSprop"),
    "Sigmoid": ("Tanh", "ReLU"),
    "Softmax": ("LogSoftmax", "Softmin"),
    "argmax": ("argmin",),
    "bias": ("weight",),
    "default_rng": ("RandomState",),
    "eval": ("train",),
    "float": ("double", "long"),
    "float32": ("float64",),
    "from_numpy": ("Tensor",),
    "grad": ("data",),
    "inference_mode": ("enable_grad",),
    "int64": ("float64",),
    "mean": ("sum",),
    "named_parameters": ("named_buffers",),
    "no_grad": ("enable_grad",),
    "numel": ("dim",),
    "parameters": ("buffers",),
    "std": ("var",),
    "tensor": ("Tensor",),
    "train": ("eval",),
    "uniform": ("normal",),
    "uniform_": ("normal_", "xavier_uniform_"),
    "weight": ("bias",),
    "zeros": ("ones",),
}
OPERATORS = {
    ast.Add: (ast.Sub, ast.Mult),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div, ast.Add),
    ast.Div: (ast.Mult,),
    ast.Pow: (ast.Mult,),
    ast.MatMult: (ast.Mult,),
    ast.Gt: (ast.Lt,),
    ast.Lt: (ast.Gt,),
    ast.Eq: (ast.NotEq,),
}
# A change that fits on a line is shown with the expression around it
SHORT = 60


@dataclass(frozen=True)
class Mutant:
    """A wrong answer. change: what was replaced by what; source: the whole answer."""

    change: str
    source: str


def sample(answer: str, shows: bool, seed: str) -> list[Mutant]:
    """All mutants of an answer in a seeded random order; the edit of a statement leaves the order of the others' alone.

    shows: whether the instructions ask for something to be displayed, so that a missing print counts.
    """
    keys: dict[bytes, Mutant] = {}
    alike: Counter[str] = Counter()
    for mutant in mutants(answer, shows):
        alike[mutant.change] += 1
        keys[hashlib.sha256(f"{seed} {mutant.change} {alike[mutant.change]}".encode()).digest()] = mutant
    return [keys[key] for key in sorted(keys)]


def mutants(answer: str, shows: bool) -> Iterator[Mutant]:
    """Every mutant of an answer, each source once."""
    tree = ast.parse(answer)
    sources = {ast.unparse(tree)}
    for parent in list(nodes(tree)):
        for field, value in ast.iter_fields(parent):
            before = text(parent)
            for told, new in replacements(parent, field, tree, shows):
                setattr(parent, field, new)
                source, after = ast.unparse(tree), text(parent)
                setattr(parent, field, value)
                if source not in sources:
                    sources.add(source)
                    yield Mutant(told or describe(before, after, value, new), source)


def nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a tree, without what is only displayed."""
    yield tree
    for child in ast.iter_child_nodes(tree):
        if not is_display(child) and not isinstance(child, ast.Import | ast.ImportFrom):
            yield from nodes(child)


def is_display(node: ast.AST) -> bool:
    """Whether a statement only prints: a print, or a loop of prints and of what is computed for them."""
    if isinstance(node, ast.For):
        prints = [is_display(inner) for inner in node.body]
        return any(prints) and all(p or isinstance(s, ast.Assign) for p, s in zip(prints, node.body, strict=True))
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and text(node.value.func) == "print"


def text(node: ast.AST) -> str:
    """Source of a node; of a statement with a block, only its head."""
    source = ast.unparse(node)
    return source.splitlines()[0] if isinstance(node, ast.stmt) else source


def describe(before: str, after: str, old: object, new: object) -> str:
    """What was replaced by what: with the expression around it if that is short, else only the elements that differ."""
    if isinstance(old, list) and isinstance(new, list) and len(before) > SHORT:
        olds, news = [text(entry) for entry in old], [text(entry) for entry in new]
        while olds and news and olds[0] == news[0]:
            del olds[0], news[0]
        while olds and news and olds[-1] == news[-1]:
            del olds[-1], news[-1]
        before, after = ", ".join(olds), ", ".join(news)
    return f"{before} -> {after}" if after else f"without {before}"


def replacements(parent: ast.AST, field: str, tree: ast.AST, shows: bool) -> Iterator[tuple[str, object]]:
    """What may stand in a field of a node, with the change in words where they are clearer than the two sources."""
    match getattr(parent, field):
        case [ast.stmt(), *_] as body:
            yield from blocks(body, shows)
        case [ast.cmpop() as only]:
            yield from (("", [other()]) for other in OPERATORS.get(type(only), ()))
        case [ast.expr() | ast.keyword(), *_] as entries:
            yield from (("", new) for new in lists(entries, tree))
        case ast.operator() as operator:
            yield from (("", other()) for other in OPERATORS.get(type(operator), ()))
        case ast.expr() as value:
            yield from (("", new) for new in expressions(value, tree))
            # Not the whole statement (the same as without it), and not loss.item() -> loss()
            if not isinstance(parent, ast.Expr) and field != "func":
                yield from (("", new) for new in unwrapped(value))


def lists(value: list[ast.AST], tree: ast.AST) -> Iterator[list[ast.AST]]:
    """Arguments, keywords, elements: one changed, one dropped, two neighbors swapped."""
    for i, entry in enumerate(value):
        if isinstance(entry, ast.expr):
            yield from ([*value[:i], new, *value[i + 1 :]] for new in versions(entry, tree))
        if not (isinstance(entry, ast.expr) and is_target(entry)):
            yield value[:i] + value[i + 1 :]
    if isinstance(value[0], ast.expr):
        yield from (swapped(value, i) for i in range(len(value) - 1))


def swapped(value: list[ast.AST], i: int) -> list[ast.AST]:
    """A list with the element i and the one after it in each other's place."""
    return [*value[:i], value[i + 1], value[i], *value[i + 2 :]]


def is_target(node: ast.expr) -> bool:
    """Whether something is assigned to the expression."""
    return isinstance(getattr(node, "ctx", None), ast.Store)


def expressions(node: ast.expr, tree: ast.AST) -> Iterator[ast.expr]:
    """Wrong versions of an expression."""
    match node:
        case ast.Constant(value=bool() as truth):
            yield ast.Constant(not truth)
        case ast.Constant(value=int() as number):
            others = {n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and type(n.value) is int}
            yield from map(ast.Constant, sorted({number + 1, number - 1} | others - {number}))
        case ast.Constant(value=float() as number):
            yield from (ast.Constant(number / 2), ast.Constant(number + 1))
        case ast.Name(ctx=ast.Load()):
            yield from (ast.Name(other) for other in similar(node.id, tree))
        case ast.Attribute(ctx=ast.Load()):
            yield from (ast.Attribute(node.value, other) for other in SIBLINGS.get(node.attr, ()))
        case ast.BinOp(left=left, right=right):
            yield from (left, right)
        case ast.UnaryOp(operand=operand):
            yield operand


def unwrapped(node: ast.expr) -> Iterator[ast.expr]:
    """What is called, indexed or passed, in place of the result: loss.item() -> loss, softmax(x) -> x, x[0] -> x."""
    if isinstance(node, ast.Call):
        yield from node.args[:1]
        node = node.func
    if isinstance(node, ast.Attribute | ast.Subscript) and not is_target(node):
        yield node.value


def versions(node: ast.expr, tree: ast.AST) -> Iterator[ast.expr]:
    """Wrong versions of an argument or element."""
    yield from expressions(node, tree)
    yield from unwrapped(node)
    yield from arguments(node)


def arguments(node: ast.expr) -> Iterator[ast.expr]:
    """Wrong versions of what is passed, where it is a variable: negated, doubled, in a list, without its last entry."""
    if isinstance(node, ast.Name) and not is_target(node):
        yield ast.UnaryOp(ast.USub(), node)
        yield ast.BinOp(ast.Constant(2), ast.Mult(), node)
        yield ast.List([node])
        yield ast.Subscript(node, ast.Slice(upper=ast.UnaryOp(ast.USub(), ast.Constant(1))))


def similar(name: str, tree: ast.AST) -> list[str]:
    """Up to two other names of the answer that a hurried writer mixes up with this one."""
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} - {name}
    return difflib.get_close_matches(name, sorted(names), n=2, cutoff=0.6)


def blocks(body: list[ast.stmt], shows: bool) -> Iterator[tuple[str, list[ast.stmt]]]:
    """A block with a statement dropped, doubled, taken out of or put into a loop, or swapped with its neighbor."""
    for i, statement in enumerate(body):
        before, after, source = body[:i], body[i + 1 :], text(statement)
        if is_display(statement):
            if shows:
                yield f"without {source}", before + after
            continue
        if not binds(statement):
            yield f"without {source}", before + after or [ast.Pass()]
        if isinstance(statement, ast.Expr | ast.AugAssign | ast.For):
            yield f"twice {source}", [*before, statement, statement, *after]
        if isinstance(statement, ast.AugAssign):
            assign = ast.Assign([statement.target], statement.value, lineno=0)
            yield f"{source} -> {text(assign)}", [*before, assign, *after]
        if isinstance(statement, ast.With | ast.If):
            yield f"without {source} around", [*before, *statement.body, *after]
        if isinstance(statement, ast.For):
            *inner, last = statement.body
            if inner:
                yield f"out of {source} {text(last)}", [*before, with_body(statement, inner), last, *after]
            if after and isinstance(after[0], ast.Expr | ast.AugAssign) and not is_display(after[0]):
                longer = with_body(statement, [*statement.body, after[0]])
                yield f"into {source} {text(after[0])}", [*before, longer, *after[1:]]
        if after and depend(statement, after[0]):
            yield f"swapped {source} and {text(after[0])}", swapped(body, i)


def depend(first: ast.stmt, second: ast.stmt) -> bool:
    """Whether the order of two statements matters: neither prints, and one needs what the other binds or calls."""
    if is_display(first) or is_display(second):
        return False
    (bound, used), (bound_next, used_next) = names(first), names(second)
    return bool(bound & used_next or bound_next & used) or not (bound or bound_next)


def names(tree: ast.AST) -> tuple[set[str], set[str]]:
    """The names that are bound in a tree, and all names in it."""
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    bound = {node.id for node in found if is_target(node)} | {
        n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)
    }
    return bound, bound | {node.id for node in found}


def binds(statement: ast.stmt) -> bool:
    """Whether the statement makes names that the check may need: without it, Python itself says what is missing."""
    return any(
        isinstance(node, ast.FunctionDef) or isinstance(node, ast.Assign) and names(node)[0]
        for node in ast.walk(statement)
    )


def with_body(statement: ast.stmt, body: list[ast.stmt]) -> ast.stmt:
    """A loop, condition or context with other statements inside."""
    fields = {name: value for name, value in ast.iter_fields(statement)} | {"body": body}
    return type(statement)(**fields, lineno=0)
