"""Kernels stay between saves as long as what they have imported could not have read anything else."""

from pathlib import Path

import pytest

from course.common.project import load_project
from course.preview.warm_kernels import WarmKernels


@pytest.mark.parametrize("file", ["assets/matplotlibrc", "_environment", "chapters/helper.py"])
def test_kernels_are_others_where_what_they_import_has_changed(small: Path, file: str) -> None:
    warm = WarmKernels()
    first = warm.of(load_project(small))
    assert warm.of(load_project(small)) is first
    with (small / file).open("a", encoding="utf-8") as changed:
        changed.write("# a line more\n")
    assert warm.of(load_project(small)) is not first
    warm.close()
