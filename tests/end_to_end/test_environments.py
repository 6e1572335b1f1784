"""Two builds of the same sources give the same bytes, whoever builds them and where."""

import shutil
from pathlib import Path

import pytest

from support import ENGINES, HEALTHY, require, run_build, tree

# What depends on the language, the time zone, the user's own settings and the backend, where those get through
CELLS = """\
```{python}
#| label: fig-line
#| fig-cap: "A line that rises from left to right."
#| fig-alt: "A straight line from the lower left to the upper right corner."
import matplotlib.pyplot as plt

plt.plot([0, 1, 2], [0.5, 1, 4]);
```

```{python}
#| label: tbl-numbers
#| tbl-cap: "Two numbers."
import pandas as pd

pd.DataFrame({"n": [1.5, 2.25]})
```

```{python}
#| label: around
import builtins, locale, os, sys, time, warnings

print(time.strftime("%c", time.localtime(0)), time.tzname)
print(locale.getlocale(), open(os.devnull).encoding)
print([name for name in globals() if "user" in name])
print([name for name in dir(builtins) if "user" in name])
print("sitecustomize" in sys.modules, os.environ["MATPLOTLIBRC"])
print(len(warnings.filters))
```

"""
STARTUP = "user_of_the_machine = 1\nimport pandas\npandas.set_option('display.precision', 1)\n"


def homes(folder: Path) -> dict[str, str]:
    """The environment of somebody with settings of their own for everything."""
    home = folder / "home"
    files = {
        ".ipython/profile_default/startup/00-mine.py": STARTUP,
        ".ipython/profile_default/ipython_config.py": "c.InteractiveShell.ast_node_interactivity = 'all'\n",
        ".config/matplotlib/matplotlibrc": "lines.linewidth: 9\n",
        "matplotlibrc": "lines.linewidth: 7\naxes.facecolor: red\n",
        "modules/sitecustomize.py": "import builtins\nbuiltins.user_of_the_path = 1\n",
        "modules/yaml.py": "raise RuntimeError('not the one that is pinned')\n",
        "modules/torch/__init__.py": "raise RuntimeError('not the one that is pinned')\n",
    }
    for name, text in files.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(text)
    return {
        "HOME": str(home),
        "IPYTHONDIR": str(home / ".ipython"),
        "MPLBACKEND": "agg",
        "MATPLOTLIBRC": str(home / "matplotlibrc"),
        "PYTHONPATH": str(home / "modules"),
        "PYTHONWARNINGS": "always",
        "LC_ALL": "C",
        "TZ": "Asia/Kathmandu",
    }


@pytest.mark.full
@pytest.mark.seconds(30)
@pytest.mark.parametrize("engine", ENGINES)
def test_two_builds_in_different_environments_give_the_same_bytes(small: Path, tmp_path: Path, engine: str) -> None:
    require(engine)
    text = HEALTHY.replace("::: explanation\n", f"::: explanation\n{CELLS}", 1)
    (small / "chapters/01-small.qmd").write_text(text, encoding="utf-8")
    made = []
    for environment, umask in (({"LC_ALL": "C.UTF-8", "TZ": "America/Santiago"}, 0o022), (homes(tmp_path), 0o077)):
        build = run_build(small, "--engine", engine, umask=umask, **environment)
        assert build.code == 0, build.err
        made.append(tree(build.site))
        for folder in (build.site, small / ".cache"):
            shutil.rmtree(folder)
    assert made[0].keys() == made[1].keys()
    assert [file for file in made[0] if made[0][file] != made[1][file]] == []
