"""The build command's options."""

import pytest

from course.cli import build


@pytest.mark.parametrize("arguments", [["--jobs", "0"], ["--engine", "jekyll"], ["--unknown"]])
def test_wrong_options(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        build.main(arguments)
    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith("usage: build.py")
