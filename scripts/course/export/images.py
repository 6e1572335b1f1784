"""Images that a chapter's prose shows, put into the notebooks' cells, which are read apart from the site."""

import base64
import mimetypes
import re
from pathlib import Path
from urllib.parse import unquote

IMAGE = re.compile(r"(?P<head>!\[(?:[^\]\\]|\\.)*\]\()(?P<target>[^)\s]+)")


def attach(text: str, folder: Path) -> tuple[str, dict[str, dict[str, str]]]:
    """Attach a cell's images to it.

    Args:
        text: Its Markdown.
        folder: From which images are found.

    Returns:
        The Markdown with addresses of attachments, and these as the notebook format has them.
    """
    attachments: dict[str, dict[str, str]] = {}

    def attached(match: re.Match[str]) -> str:
        file = folder / unquote(match["target"])
        if not file.is_file():
            return match[0]
        name = re.sub(r"[^\w.]+", "-", match["target"]).strip("-.")
        kind = mimetypes.guess_type(file.name)[0] or "image/png"
        attachments[name] = {kind: base64.b64encode(file.read_bytes()).decode()}
        return f"{match['head']}attachment:{name}"

    return IMAGE.sub(attached, text), attachments
