"""Execute what the corpus holds and `executions.json` does not: `.venv/bin/python tests/gate/record.py`."""

import json
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main() -> None:
    """Execute in a copy of the project; what no case needs any more is dropped."""
    from cases import CASES, executed_now, write_course
    from course.render.portable.engine import PortableEngine
    from course.source.reader import read_chapters
    from stored import FILE, digest, read_store, store
    from support import copy_project

    with tempfile.TemporaryDirectory() as folder:
        root = copy_project(Path(folder) / "course")
        known = read_store() if FILE.exists() else {}
        chapters, _ = read_chapters(write_course(root, CASES))
        wanted = {digest(chapter): int(chapter.stem[3:]) for chapter in chapters}
        missing = {key: number for key, number in wanted.items() if key not in known}
        if missing:
            project = write_course(root, missing.values(), seconds=20)
            for executed in executed_now(project, PortableEngine()).executed:
                known[digest(executed.chapter)] = store(executed, project)
        kept = {key: known[key] for key in wanted}
        lines = [f"{json.dumps(key)}: {json.dumps(entry, sort_keys=True)}" for key, entry in sorted(kept.items())]
        FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
        print(f"{len(missing)} executed, {len(kept)} stored")


if __name__ == "__main__":
    sys.path[:0] = [str(HERE.parents[1] / "scripts"), str(HERE.parent), str(HERE)]
    main()
