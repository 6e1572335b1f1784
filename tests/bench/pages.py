"""The reader's wait: a chapter's page of each tool, its weight and what Lighthouse says about it."""

import argparse
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from statistics import median
from typing import Any

from bench import build, cases, lighthouse, report, visits
from bench.lighthouse import Scores
from bench.report import Goal, number
from bench.visits import BuiltSite, Weight
from course.bootstrap import ROOT, last_error
from course.cli.tests import find_browser, install_browser
from course.common.console import Reporter
from course.common.errors import CourseError
from course.render.quarto.program import look
from weigh import packed

NAME = "pages"
FIRST, SECOND = 150, 30  # kB
OURS = ("portable", "Quarto")
Together = Callable[[Sequence[float]], float]
Findings = Mapping[str, Mapping[str, Sequence[Scores]]]


def measure_all(options: argparse.Namespace, reporter: Reporter) -> Path:
    """Measure and write the result. Returns its file. Raises CourseError."""
    browser = find_browser() or install_browser()
    if browser is None:
        raise CourseError("no Chromium: install it (on Debian: apt install chromium) or set CHROMIUM_PATH")
    program = lighthouse.install()
    sites = list(build_sites(reporter))
    with reporter.stage("Visiting the chapters"):
        weights = visits.weigh(sites, browser)
    found = audit_sites(sites, program, browser, options.runs, reporter)
    content = {
        "runs": options.runs,
        "versions": build.versions() | {"Lighthouse": lighthouse.VERSION},
        "weights": {tool: [asdict(weight) for weight in all_of] for tool, all_of in weights.items()},
        "lighthouse": {tool: {page: asdict(middle(s)) for page, s in of.items()} for tool, of in found.items()},
    }
    return report.write_result(NAME, content, judge(weights, found))


def build_sites(reporter: Reporter) -> Iterable[BuiltSite]:
    """Our sites and those of the other tools, built where they are missing or of other chapters. Raises CourseError."""
    texts = cases.read_course()
    there = look()[0] is not None
    found = [cases.our_cases("portable")[0], *([cases.our_cases("quarto")[0]] if there else [])]
    found += [cases.peer_case(name, texts) for name in build.PEERS if there or name != "quarto"]
    for case in found:
        if not case.is_made:
            with reporter.stage(f"Building: {case.name}"):
                run = cases.run_case(case)
            if run.code != 0:
                raise CourseError(f"{case.name}: {last_error(run.output)}")
        folder = case.folder / case.site
        front = "index.html" if (folder / "index.html").exists() else ""
        pages = tuple(f"chapters/{name}.html" for name in texts)
        yield BuiltSite(case.name.removesuffix(", cold"), folder, pages, front)


def audit_sites(
    sites: Sequence[BuiltSite], program: str, browser: str, runs: int, reporter: Reporter
) -> dict[str, dict[str, list[Scores]]]:
    """Lighthouse's scores by tool and page: of every page of ours, of the longest chapter's page of the others."""
    longest = cases.longest_chapter(ROOT).with_suffix(".html").relative_to(ROOT).as_posix()
    found: dict[str, dict[str, list[Scores]]] = {site.tool: {} for site in sites}
    for turn in range(1, runs + 1):
        for site in sites:
            pages = pages_of(site.folder) if site.tool in OURS else [longest]
            with reporter.stage(f"Lighthouse {turn} of {runs}: {site.tool}"), packed(site.folder) as origin:
                for page in pages:
                    found[site.tool].setdefault(page, []).append(
                        lighthouse.audit_page(program, browser, f"{origin}/{page}")
                    )
    return found


def pages_of(site: Path) -> list[str]:
    """The addresses of all pages of a site of ours."""
    paths = [path.relative_to(site) for path in sorted(site.rglob("*.html"))]
    return [path.as_posix() for path in paths if path.parts[0] != "site_libs"]


def middle(scores: Sequence[Scores]) -> Scores:
    """The medians of a page's scores, and all audits that cost points in any run."""
    return together(scores, median, median)


def worst(pages: Mapping[str, Sequence[Scores]]) -> Scores:
    """The least of the scores, and the most of shift and blocking, among the pages of a site."""
    return together([middle(scores) for scores in pages.values()], min, max)


def together(scores: Sequence[Scores], good: Together, bad: Together) -> Scores:
    """Several scores as one. good: what to make of figures of which more is better; bad: of the others."""
    return Scores(
        performance=good([one.performance for one in scores]),
        accessibility=good([one.accessibility for one in scores]),
        best_practices=good([one.best_practices for one in scores]),
        seo=good([one.seo for one in scores]),
        shift=bad([one.shift for one in scores]),
        blocking=bad([one.blocking for one in scores]),
        failed=tuple(sorted({audit for one in scores for audit in one.failed})),
    )


def judge(weights: Mapping[str, Sequence[Weight]], found: Findings) -> list[Goal]:
    """The goals of the reader's wait, for each engine that was there."""
    goals = []
    for tool in [tool for tool in OURS if tool in weights]:
        page, least = visits.heaviest(weights[tool]), worst(found[tool])
        goals += [
            Goal(f"{tool}: first visit, kB", page.first / 1000, FIRST),
            Goal(f"{tool}: second page, kB", page.second / 1000, SECOND),
            Goal(f"{tool}: requests to other origins", page.elsewhere, 0),
            Goal(f"{tool}: Lighthouse, performance", least.performance, least=98),
            Goal(f"{tool}: Lighthouse, accessibility", least.accessibility, least=100),
            Goal(f"{tool}: Lighthouse, best practices", least.best_practices, least=100),
            Goal(f"{tool}: Lighthouse, SEO", least.seo, least=100),
            Goal(f"{tool}: layout shift", least.shift, 0),
            Goal(f"{tool}: blocking time, ms", least.blocking, 50),
        ]
    return goals


def table(result: dict[str, Any]) -> str:
    """A result as a Markdown table: the heaviest chapter, and the worst of the pages that Lighthouse saw."""
    heads = ["tool", "first visit kB", "requests", "elsewhere", "second page kB"]
    lines: list[list[str]] = [[*heads, "performance", "accessibility", "best practices", "SEO", "shift", "blocking ms"]]
    for tool, all_of in result["weights"].items():
        page = visits.heaviest([Weight(**weight) for weight in all_of])
        least = worst({name: [Scores(**scores)] for name, scores in result["lighthouse"][tool].items()})
        figures: list[float] = [page.first / 1000, page.requests, page.elsewhere, page.second / 1000]
        figures += [least.performance, least.accessibility, least.best_practices, least.seo]
        lines.append(
            [tool, *(number(value, 0) for value in figures), number(least.shift, 3), number(least.blocking, 0)]
        )
    return report.table(lines)
