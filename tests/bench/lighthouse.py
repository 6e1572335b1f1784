"""Lighthouse: its exact version, installed by npm in `.cache/bench/`, and what it says about a page."""

import json
import os
import shutil
import subprocess
from dataclasses import dataclass

from bench.peers import FOLDER
from course.bootstrap import last_error
from course.common.errors import CourseError

# The last line that runs on Node 18 and 20
PACKAGE = "lighthouse"
VERSION = "12.8.2"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
LONGEST = 180  # seconds for one page
INSTALL_SECONDS = 1800
# Nothing but this machine answers: whatever a page asks for elsewhere fails at once
ALONE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass(frozen=True)
class Scores:
    """What Lighthouse says about a page: scores from 0 to 100, and more.

    Attributes:
        performance: Score.
        accessibility: Score.
        best_practices: Score.
        seo: Score.
        shift: Cumulative layout shift.
        blocking: Total blocking time in ms.
        failed: The audits that cost points, those of performance left out.
    """

    performance: float
    accessibility: float
    best_practices: float
    seo: float
    shift: float
    blocking: float
    failed: tuple[str, ...] = ()


def install() -> str:
    """Install Lighthouse where it is missing. Returns its program. Raises CourseError with npm's last error."""
    folder = FOLDER / "lighthouse"
    program, manifest = folder / "node_modules/.bin/lighthouse", folder / "package.json"
    wanted = json.dumps({"private": True, "dependencies": {PACKAGE: VERSION}})
    if program.exists() and manifest.is_file() and manifest.read_text(encoding="utf-8") == wanted:
        return str(program)
    if not shutil.which("npm"):
        raise CourseError("Lighthouse needs Node.js and npm (on Debian: apt install npm)")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    manifest.write_text(wanted, encoding="utf-8")
    command = ["npm", "install", "--no-audit", "--no-fund", "--no-update-notifier"]
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=INSTALL_SECONDS)
    if result.returncode != 0:
        manifest.unlink()
        raise CourseError(f"cannot install Lighthouse: {last_error(result.stdout + result.stderr)}")
    return str(program)


def audit_page(program: str, browser: str, address: str) -> Scores:
    """Load a page as a phone does. Raises CourseError where Lighthouse does not end well."""
    flags = " ".join([*FLAGS, f"'{ALONE}'"])
    options = ["--quiet", "--output=json", "--output-path=stdout", "--no-enable-error-reporting"]
    only = f"--only-categories={','.join(CATEGORIES)}"
    command = [program, address, *options, only, f"--chrome-flags={flags}"]
    environment = os.environ | {"CHROME_PATH": browser, "CI": "1", "NO_COLOR": "1"}
    try:
        result = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=LONGEST)
    except subprocess.TimeoutExpired:
        raise CourseError(f"Lighthouse does not end on {address}") from None
    if result.returncode != 0:
        raise CourseError(f"Lighthouse: {last_error(result.stderr)}")
    return read_report(result.stdout)


def read_report(text: str) -> Scores:
    """The scores of Lighthouse's report. Raises CourseError where the page could not be loaded."""
    report = json.loads(text)
    if problem := report.get("runtimeError"):
        raise CourseError(f"Lighthouse: {problem['message']}")
    audits, categories = report["audits"], report["categories"]
    scores = [round(100 * (categories[name]["score"] or 0), 1) for name in CATEGORIES]
    failed = [
        reference["id"]
        for name in CATEGORIES[1:]
        for reference in categories[name]["auditRefs"]
        if reference["weight"] and (audits[reference["id"]]["score"] or 0) < 1 and applies(audits[reference["id"]])
    ]
    shift, blocking = (audits[name]["numericValue"] for name in ("cumulative-layout-shift", "total-blocking-time"))
    return Scores(scores[0], scores[1], scores[2], scores[3], round(shift, 4), round(blocking, 1), tuple(failed))


def applies(audit: dict[str, object]) -> bool:
    """Whether an audit applies to the page."""
    return audit["scoreDisplayMode"] in ("binary", "numeric", "metricSavings")
