"""Read and validate `_quarto.yml`: whatever is wrong in it is reported with its line."""

import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from course.common.errors import CourseError

NAME = "_quarto.yml"
SCHEMA = Path(__file__).with_name("settings_schema.yml")
PAGE = re.compile(r"(?<![*\w./-])[\w./-]+\.qmd\b")
# JSON Schema's names of types, as an author of YAML knows them
TYPES = {
    "object": "keys and values",
    "array": "a list",
    "integer": "a whole number",
    "string": "text",
    "null": "nothing",
}


def read_settings(root: Path) -> dict[str, Any]:
    """Read the project's configuration.

    Args:
        root: The project's folder.

    Returns:
        The content of `_quarto.yml`, valid by `settings_schema.yml`.

    Raises:
        CourseError: The file is missing, not UTF-8, not YAML, lacks a setting, has one of the wrong kind, or names a
            page that does not exist. It carries the line.
    """
    file = root / NAME
    if not file.is_file():
        raise CourseError(f"{NAME} is missing", file=NAME, line=1)
    text = read_text(file, NAME)
    settings = read_yaml(text, NAME)
    validate(settings, text)
    check_pages(root, text)
    return dict(settings)


def read_text(path: Path, file: str) -> str:
    """Read a source file.

    Args:
        path: Where it is.
        file: Its name for messages.

    Returns:
        Its text, without a byte order mark.

    Raises:
        CourseError: The file is not UTF-8; it carries the line of the first wrong byte.
    """
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise CourseError("not UTF-8: save the file in this encoding", file=file, line=line, rule="not-utf8") from None


def read_yaml(text: str, file: str, first_line: int = 1) -> Any:
    """Parse YAML.

    Args:
        text: The YAML.
        file: The file's name for messages.
        first_line: The line of the file at which the text begins.

    Returns:
        What the text says.

    Raises:
        CourseError: It is not YAML.
    """
    try:
        try:
            return yaml.load(text, Loader=yaml.CSafeLoader)
        except yaml.MarkedYAMLError:
            # Slower, but its messages are better
            return yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = first_line + (mark.line if mark else 0)
        raise CourseError(
            f"bad YAML: {error.problem or error.context}", file=file, line=line, rule="bad-yaml"
        ) from None
    except (yaml.YAMLError, ValueError) as error:
        message = " ".join(str(error).split())
        raise CourseError(f"bad YAML: {message}", file=file, line=first_line, rule="bad-yaml") from None


def validate(settings: Any, text: str) -> None:
    """Raise CourseError for the first setting, from the top of the file, that the schema does not allow."""
    schema = yaml.load(SCHEMA.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    errors = list(Draft202012Validator(schema).iter_errors(settings))
    if errors:
        line, message = min((line_of(text, error.absolute_path), describe(error)) for error in errors)
        raise CourseError(message, file=NAME, line=line)


def describe(error: ValidationError) -> str:
    """Say in plain words what the schema does not allow."""
    place = ": ".join(str(part) for part in error.absolute_path)
    at = f"'{place}:' " if place else ""
    wanted: Any = error.validator_value
    found: Any = error.instance
    if error.validator == "required":
        missing = next(name for name in wanted if name not in found)
        return f"{at}lacks the setting '{missing}:'" if at else f"the setting '{missing}:' is missing"
    if error.validator == "type":
        names = [wanted] if isinstance(wanted, str) else wanted
        expected = " or ".join(TYPES.get(name, f"a {name}") for name in names)
        return f"{at or 'the file '}should be {expected}, found {found!r}"
    return f"{at}{error.message}"


def line_of(text: str, path: Iterable[str | int]) -> int:
    """The line of a setting in YAML. path: keys and positions that lead to it; where they end early, the last found."""
    node = yaml.compose(text, Loader=yaml.CSafeLoader)
    line = 1
    for part in path:
        if isinstance(node, yaml.MappingNode):
            pair = next(((key, value) for key, value in node.value if key.value == str(part)), None)
            if pair is None:
                break
            line, node = pair[0].start_mark.line + 1, pair[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line + 1
        else:
            break
    return line


def setting_line(root: Path, *path: str | int) -> int:
    """The line of a setting in `_quarto.yml`. path: keys and positions that lead to it."""
    return line_of(read_text(root / NAME, NAME), path)


def list_item(text: str) -> str:
    """A text as an item of a YAML list, quoted where YAML would read something else."""
    return yaml.safe_dump([text], allow_unicode=True, width=sys.maxsize).strip()


def check_pages(root: Path, text: str) -> None:
    """Raise CourseError where the configuration names a page that does not exist."""
    for number, line in enumerate(text.splitlines(), start=1):
        for page in PAGE.findall(line.partition("#")[0]):
            if not (root / page.lstrip("/")).is_file():
                raise CourseError(f"{page} does not exist", file=NAME, line=number)
