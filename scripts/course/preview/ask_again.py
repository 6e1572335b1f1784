"""Run after `after_render` has ended: have Quarto render what it has missed."""

import json
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

import psutil

from course.preview.hooks import STATE, stamps
from course.render.quarto.preview import HOST

SECONDS_TO_RENDER = 300
# Quarto takes a moment to finish a render after our script: times between looks at whether it has missed a save
SECONDS_TO_FINISH = (2, 4, 8, 16)


def ask_again() -> None:
    """Have Quarto render what was saved between the end of `after_render` and its own, which it takes for rendered.

    Asked for a page, it renders it anew where the page or its source are not as it knows them; so the page is changed.
    """
    root, site, server = Path(sys.argv[1]), Path(sys.argv[2]), psutil.Process(int(sys.argv[3]))
    before = (root / STATE).read_text(encoding="utf-8")
    known = json.loads(before)["sources"]
    for seconds in SECONDS_TO_FINISH:
        time.sleep(seconds)
        if (root / STATE).read_text(encoding="utf-8") != before:
            return
        changed = [Path(name).with_suffix(".html") for name, stamp in stamps(root).items() if known.get(name) != stamp]
        ports = [each.laddr.port for each in server.net_connections("tcp") if each.status == psutil.CONN_LISTEN]
        for page in changed:
            if (site / page).is_file():
                with (site / page).open("a", encoding="utf-8") as file:
                    file.write("\n")
            for port in ports:
                with suppress(OSError):
                    address = f"http://{HOST}:{port}/{page.as_posix()}"
                    urllib.request.urlopen(address, timeout=SECONDS_TO_RENDER).close()


if __name__ == "__main__":
    ask_again()
