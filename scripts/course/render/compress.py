"""PDFs: the same content in compressed objects, in the order in which a viewer can show the first page at once."""

from io import BytesIO
from pathlib import Path
from typing import Final

from course.common.render_cache import cached
from course.common.versions import version

LEVEL: Final = 6


def compressed_pdf(content: bytes, cache: Path) -> bytes:
    """The compressed PDF, made or remembered."""
    inputs: list[str | bytes] = ["pikepdf", version("pikepdf"), str(LEVEL), "without recompression", content]
    return cached(cache, inputs, lambda: compress(content))


def compress(content: bytes) -> bytes:
    """A PDF with compressed objects, linearized; tags, links and text stay as they are.

    What is compressed already stays so: to do that again takes three times as long and saves two hundredths.
    """
    # Imported here, as it takes time that a build with known PDFs does not need
    import pikepdf

    pikepdf.settings.set_flate_compression_level(LEVEL)
    out = BytesIO()
    with pikepdf.open(BytesIO(content)) as document:
        document.save(
            out,
            linearize=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            deterministic_id=True,
        )
    return out.getvalue()
