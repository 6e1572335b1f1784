"""The build hands Quarto executed Markdown: the pages are those that Quarto makes when it asks Jupyter itself."""

import re
import shutil
from pathlib import Path

import pytest

from support import HEALTHY, quarto_render, require, run_build, tree

CELLS = """\
```{python}
#| label: fig-line
#| fig-cap: A *line* of "two" points.
#| fig-alt: A line that "rises" from 1 to 2.
import matplotlib.pyplot as plt

plt.plot([1, 2])
plt.show()
```

```{python}
#| label: tbl-rows
#| tbl-cap: Two rows of `x`.
import pandas as pd

pd.DataFrame({"x": [1, 2]})
```

```{python}
#| label: several
from IPython.display import display

display(1)
display(2)
```

```{python}
#| label: words
from IPython.display import Markdown

Markdown("**Bold** and $x^2$.")
```

```{python}
#| label: hidden-code
#| echo: false
print("without its code, with ``` in it")
```

```{python}
#| include: false
hidden = 1
```

```{python}
#| label: folded
#| code-fold: true
#| classes: one
print("first")
hidden
```

```{python}
#| label: never
#| eval: false
print("never")
```

"""
# Jupyter's count of a cell and the time of a commit say nothing about what is shown
COUNT = re.compile(rb' data-execution_count="\d+"')


@pytest.mark.full
@pytest.mark.seconds(40)
def test_quarto_render_and_the_build_make_the_same_pages(small: Path) -> None:
    require("quarto")
    chapter = small / "chapters/01-small.qmd"
    # An image of the author's own, beside the chapter
    shutil.copy(small / "assets/images/favicon.svg", small / "chapters/drawing.svg")
    own = "![](drawing.svg){fig-alt='A drawing.'}\n\n"
    text = HEALTHY.replace("::: explanation\n", f"::: explanation\n{own}{CELLS}", 1)
    chapter.write_text(text, encoding="utf-8")
    build = run_build(small, "--engine", "quarto")
    assert build.code == 0, build.err
    built = tree(build.site)
    shutil.rmtree(build.site)
    result = quarto_render(small, umask=0o077)
    assert result.returncode == 0, result.stderr
    alone = tree(build.site)
    assert alone.keys() == built.keys()
    pages = [name for name in built if name.endswith((".html", ".svg", ".js"))]
    assert "chapters/01-small.html" in pages
    for name in pages:
        assert COUNT.sub(b"", alone[name]) == COUNT.sub(b"", built[name]), name
    # Servers can read what it has published
    modes = {path.stat().st_mode & 0o777 for path in (small / "_site").rglob("*")}
    assert modes == {0o644, 0o755}
