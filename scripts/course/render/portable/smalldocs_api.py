"""What is used of smalldocs beyond its documented configuration, in one place to check a new release against.

Written for smalldocs 0.5.4. Of its pages, `postprocess` knows the names that it shares with Quarto's, the class of
its links to the repository (`workarounds/actions_hidden_on_phones.py`), and that its script for the color scheme reads
`localStorage`.
"""

import json
import pickle
from functools import lru_cache
from pathlib import Path
from typing import Any

import smalldocs.highlight
import smalldocs.markdown
import smalldocs.serve
import smalldocs.site
from smalldocs.config import BuildError, ConfigError

from course.common.errors import CourseError
from course.common.render_cache import cached
from course.common.versions import version

# What it says of links that the gate reports with the line of the source
BROKEN_LINK = "broken link"
# Plain Bootstrap, light and dark
THEME = {"theme": {"light": "default", "dark": "default"}}


CSS_CLASS = smalldocs.highlight.css_class
# What makes a page's content of its Markdown
PACKAGES = ("smalldocs", "markdown-it-py", "mdit-py-plugins", "Pygments")


class PreviewHandler(smalldocs.serve.Handler):  # type: ignore[misc]  # smalldocs has no types
    """Answers requests for a site's files, and those of the pages' reload script for the number of the build."""

    @classmethod
    def announce_build(cls) -> None:
        """Have the pages that are open load again."""
        smalldocs.serve.Handler.version += 1


def keep_highlighted(kept: Path) -> None:
    """Have smalldocs keep code that it has highlighted, which is more than half of its time, in a cache."""

    def highlight(code: str, language: str) -> str:
        inputs = ["highlighted", *versions(), language, code]
        return cached(kept, inputs, lambda: smalldocs.highlight.highlight(code, language).encode()).decode()

    # Of each word it asks every kind of word
    smalldocs.highlight.css_class = lru_cache(maxsize=10_000)(CSS_CLASS)
    smalldocs.markdown.highlight = highlight


def keep_rendered(kept: Path) -> None:
    """Have smalldocs keep the content of pages, of which an edit changes one, in a cache.

    What a page's links become depends on the other pages. So which links it has is kept as well: they are followed each
    time, as smalldocs copies what they lead to, and where they lead to counts for what is kept.
    """

    def render(text: str, env: dict[str, Any], extensions: str = "") -> str:
        link = env["link"]
        given = {key: value for key, value in env.items() if key != "link"}
        inputs = [*versions(), repr(given), extensions, text]
        asked: list[tuple[str, str]] = []
        made: list[bytes] = []

        def follow(href: str, kind: str) -> str:
            asked.append((href, kind))
            return str(link(href, kind))

        def content() -> bytes:
            if not made:
                found = given | {"link": follow}
                html = smalldocs.markdown.render(text, found, extensions)
                del found["link"]
                made.append(pickle.dumps((html, found)))
            return made[0]

        def links() -> bytes:
            content()
            return json.dumps(asked).encode()

        addresses = [link(*one) for one in json.loads(cached(kept, ["links", *inputs], links))]
        html, found = pickle.loads(cached(kept, ["content", *inputs, *addresses], content))
        env |= found
        return str(html)

    smalldocs.site.render = render


def versions() -> list[str]:
    """The versions of what renders pages."""
    return [version(name) for name in PACKAGES]


def build_website(folder: Path, kept: Path, *, preview: bool) -> list[str]:
    """Build the website of a folder.

    Args:
        folder: The folder of `_quarto.yml`, which says where the site goes.
        kept: Where what takes time is kept, as in `render_cache.cached`.
        preview: Whether pages are to load again when the preview server has a newer build.

    Returns:
        What smalldocs warns of.

    Raises:
        CourseError: smalldocs fails.
    """
    keep_highlighted(kept)
    keep_rendered(kept)
    try:
        site: Any = smalldocs.site.build(folder, quiet=True, preview=preview)
    except (BuildError, ConfigError) as error:
        raise CourseError(f"smalldocs: {error}") from None
    return [warning for warning in site.warnings if BROKEN_LINK not in warning]
