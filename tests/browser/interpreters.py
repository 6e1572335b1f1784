"""Runs programs, each as in a fresh interpreter."""

import json
import os
import subprocess
import sys
from pathlib import Path

from support import LIMIT

# Importing torch takes seconds: it is done once, and each program runs in an empty namespace of its own fork. The
# pages' code imports what it uses by name, which an empty namespace lacks just as a fresh interpreter does.
RUNNER = """
import contextlib, io, json, multiprocessing, sys, traceback
import matplotlib.pyplot, numpy, pandas, torch, torchmetrics

def run(text):
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        try:
            exec(compile(text, "pasted", "exec"), {"__name__": "__main__"})
        except BaseException:
            return traceback.format_exc(), ""
    return "", printed.getvalue()

with multiprocessing.get_context("fork").Pool(2, maxtasksperchild=1) as pool:
    results = pool.map(run, json.load(sys.stdin), chunksize=1)
json.dump(results, sys.stdout)
"""


def run_fresh(programs: list[str], folder: Path) -> list[tuple[str, str]]:
    """Run programs in a folder. Returns for each its traceback, empty where there is none, and what it printed."""
    environment = os.environ | {"MPLBACKEND": "agg"}
    command = [sys.executable, "-c", RUNNER]
    done = subprocess.run(
        command,
        input=json.dumps(programs),
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=LIMIT,
    )
    return [(problem, printed) for problem, printed in json.loads(done.stdout)]
