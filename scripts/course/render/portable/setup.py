"""The cell that runs before a chapter's own."""

from course.common.project import Project

SETUP = """\
import matplotlib.pyplot as plt
from matplotlib_inline.backend_inline import set_matplotlib_formats

plt.rcParams["figure.figsize"] = ({width}, {height})
plt.rcParams["figure.dpi"] = {dpi}
plt.rcParams["savefig.dpi"] = "figure"
set_matplotlib_formats("{format}")
%reset -f
"""


def portable_setup(project: Project) -> str:
    """The cell before a chapter's own: figure size and format, as in Quarto."""
    figure = project.figure
    return SETUP.format(
        width=figure["fig-width"], height=figure["fig-height"], dpi=figure["fig-dpi"], format=figure["fig-format"]
    )
