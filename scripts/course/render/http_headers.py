"""The headers that a host should send with the site: for the page on hosting, and in a file that some hosts read."""

from dataclasses import dataclass
from pathlib import Path

from course.common.files import write_whole

# What Netlify, Cloudflare Pages and others take headers from
NAME = "_headers"
# The hash of nothing: the script of Quarto that links headings adds an empty style element, and then rules to its sheet
EMPTY = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
# Everything a page loads comes from the site itself, or stands in its style sheets: icons, as a font and as images
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": f"'self' {EMPTY}",
    "img-src": "'self' data:",
    "font-src": "data:",
    "connect-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
}


@dataclass(frozen=True)
class Header:
    """A header. files: which have it, in words; path: the same as a pattern of paths, None for what hosts do anyway."""

    files: str
    path: str | None
    name: str
    value: str


HEADERS = (
    Header(
        "all files", "/*", "Content-Security-Policy", "; ".join(f"{name} {value}" for name, value in POLICY.items())
    ),
    Header("all files", "/*", "X-Content-Type-Options", "nosniff"),
    Header(
        "those in site_libs/optimized/",
        "/site_libs/optimized/*",
        "Cache-Control",
        "public, max-age=31536000, immutable",
    ),
    # Hosts differ in which of two headers of one name they send, so the file names each once
    Header("the others", None, "Cache-Control", "no-cache"),
)


def headers_file() -> str:
    """The file: each pattern of paths above its headers."""
    paths = dict.fromkeys(header.path for header in HEADERS if header.path)
    blocks = [[path, *(f"  {h.name}: {h.value}" for h in HEADERS if h.path == path)] for path in paths]
    return "\n".join(line for block in blocks for line in block) + "\n"


def write_headers(site: Path) -> None:
    """Write `_headers` into the site. Raises OSError."""
    write_whole(site / NAME, headers_file())
