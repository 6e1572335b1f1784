"""What cells printed and showed: the forms of an output, and which of them readers see."""

import re

from nbformat import NotebookNode

IMAGES = ("image/svg+xml", "image/png", "image/jpeg")
# The forms in the order of Quarto, which shows the first that an output has
RICH = ("text/markdown", *IMAGES, "text/html", "text/latex")
FORMS = (*RICH, "text/plain")
# What plotting calls return beside a figure, which nobody wants to read
RETURNED = re.compile(r"[<(\[].*[>)\]]|Text\([-\d].*|\{.*<matplotlib\..*", re.DOTALL)

# By these a console is told of colors, and of places to write at
CONTROLS = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")


def without_controls(text: str) -> str:
    """A text for the console as its words alone."""
    return CONTROLS.sub("", text)


def shown_form(output: NotebookNode) -> str:
    """The form of a displayed output that readers see; empty where it has none of FORMS."""
    data = output.get("data", {})
    return next((form for form in FORMS if form in data), "")


def text_of(output: NotebookNode) -> str:
    """An output's text as a reader sees it, none where that is an image."""
    if output.output_type == "stream":
        return str(output.text)
    form = shown_form(output)
    return str(output.data[form]) if form and form not in IMAGES else ""


def is_image(output: NotebookNode) -> bool:
    """Whether an output has the form of an image."""
    return any(form in output.get("data", {}) for form in IMAGES)


def images(outputs: list[NotebookNode]) -> list[str]:
    """The images among the outputs."""
    return [str(output.data[form]) for output in outputs for form in IMAGES if form in output.get("data", {})]


def without_returned(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """The outputs without what plotting calls return, as Quarto leaves it out."""
    beside_figure = any(map(is_image, outputs))
    return [output for output in outputs if not (beside_figure and is_returned(output))]


def is_returned(output: NotebookNode) -> bool:
    """Whether an output is the text of an object that a plotting call returned."""
    data = output.get("data", {})
    text = str(data.get("text/plain", "")).strip()
    if output.output_type != "execute_result" or set(data) != {"text/plain"}:
        return False
    return RETURNED.fullmatch(text) is not None if "\n" not in text else "<matplotlib." in text
