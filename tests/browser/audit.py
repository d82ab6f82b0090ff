"""What other tools find: Nu's HTML checker, IBM's accessibility checker, Lighthouse, Schemathesis.

``make audit`` runs it: it starts a tracker of its own and needs nothing from outside.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Page, ViewportSize, sync_playwright

from tests.browser.page_samples import UNFOLD, addresses_of, fetching
from tests.browser.server import CHROMIUM_FLAGS, PROJECT, chromium_path, launch, tracker
from tests.crawling import FRONTS, WHOLE, Fetch, crawl

TRIES = 3
QUERIES = 50
"""How many queries of each address of data are made up, besides those at the edges."""
LIGHTHOUSE = ("overview", "area", "deadlines", "milestones", "milestone")
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
IBM_RULES = ["IBM_Accessibility", "WCAG_2_2"]
WIDE: ViewportSize = {"width": 1440, "height": 900}
NARROW: ViewportSize = {"width": 360, "height": 800}
Findings = list[str]


def main(tools: str) -> int:
    """Audit a tracker of our own with the tools in a folder; 1 if any of them finds anything."""
    findings: Findings = []
    with TemporaryDirectory() as folder, tracker(Path(folder)) as address:
        texts: dict[str, str] = {}
        site = crawl(keeping(texts, address), FRONTS, depth=WHOLE)
        findings += [
            f"Crawl: {visit.address} answers {visit.status}"
            for visit in site.visits.values()
            if visit.status != 200
        ]
        addresses = {kind: address + path for kind, path in addresses_of(site).items()}
        findings += nu(Path(tools), Path(folder) / "pages", texts)
        findings += ibm(Path(tools), addresses)
        findings += lighthouse(Path(tools), addresses, Path(folder))
        findings += schemathesis(address)
    say("", *findings)
    return int(bool(findings))


class Found:
    """Findings, each told once with how often and where it was made first."""

    def __init__(self) -> None:
        self._where: dict[str, list[str]] = {}

    def add(self, finding: str, where: str) -> None:
        self._where.setdefault(finding, []).append(where)

    @property
    def count(self) -> int:
        return sum(len(where) for where in self._where.values())

    def lines(self, tool: str) -> Findings:
        return [
            f"{tool}: {finding} (x {len(where)}: {', '.join(where[:4])})"
            for finding, where in self._where.items()
        ]


def say(*lines: str) -> None:
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


def keeping(texts: dict[str, str], address: str) -> Fetch:
    """Gets pages from a server and keeps their text."""
    fetch = fetching(address)

    def kept(path: str) -> tuple[int, str, str]:
        status, content_type, text = fetch(path)
        if text:
            texts[path] = text
        return status, content_type, text

    return kept


def nu(tools: Path, folder: Path, texts: dict[str, str]) -> Findings:
    """Errors and warnings of the Nu HTML checker on every page of a crawl."""
    folder.mkdir()
    paths = {f"{number}.html": path for number, path in enumerate(texts)}
    for name, path in paths.items():
        (folder / name).write_text(texts[path], encoding="utf-8")
    jar = tools / "node_modules/vnu-jar/build/dist/vnu.jar"
    checked = subprocess.run(
        ["java", "-jar", str(jar), "--format", "json", "--skip-non-html", str(folder)],
        capture_output=True,
        check=False,
    )
    findings = Found()
    for message in json.loads(checked.stderr)["messages"]:
        extract = " ".join(message.get("extract", "").split())[:120]
        kind = message.get("subType") or message["type"]
        finding = f"{kind}: {message['message']} … {extract}"
        findings.add(finding, paths[Path(message["url"]).name])
    say(f"Nu HTML checker: {len(texts)} pages, {findings.count} errors and warnings")
    return findings.lines("Nu")


def ibm(tools: Path, addresses: dict[str, str]) -> Findings:
    """Violations that IBM's checker finds on every kind of page, in light, dark and at 360 px."""
    engine = (tools / "node_modules/accessibility-checker-engine/ace.js").read_text("utf-8")
    findings = Found()
    potential: Counter[str] = Counter()
    looks = 0
    with sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_context(viewport=WIDE, bypass_csp=True).new_page()
        for kind, address in addresses.items():
            page.goto(address)
            page.evaluate(UNFOLD)
            page.evaluate(engine)
            for shown in ("light", "dark", "360 px"):
                page.emulate_media(color_scheme="dark" if shown == "dark" else "light")
                page.set_viewport_size(NARROW if shown == "360 px" else WIDE)
                looks += 1
                for result in failed(page):
                    if result["value"] == ["VIOLATION", "FAIL"]:
                        findings.add(described(result), f"{kind} {shown}")
                    else:
                        potential[f"{result['ruleId']} {'/'.join(result['value'])}"] += 1
        browser.close()
    say(f"IBM accessibility checker: {looks} looks, {findings.count} violations")
    say(*(f"    to be judged by a person: {rule} x {count}" for rule, count in potential.items()))
    return findings.lines("IBM")


def failed(page: Page) -> list[dict[str, Any]]:
    """What IBM's checker has to say of a page, other than that it is well."""
    results: list[dict[str, Any]] = page.evaluate(
        "rules => new ace.Checker().check(document, rules).then(report => report.results"
        ".filter(result => result.value[1] !== 'PASS')"
        ".map(({ruleId, value, message, snippet, path}) =>"
        " ({ruleId, value, message, snippet, path: path.dom})))",
        IBM_RULES,
    )
    return results


def described(result: dict[str, Any]) -> str:
    return f"{result['ruleId']}: {result['message']} {result['snippet'][:160]} {result['path']}"


def lighthouse(tools: Path, addresses: dict[str, str], folder: Path) -> Findings:
    """What keeps the main pages from 100 in all four categories, as a telephone sees them."""
    findings: Findings = []
    for kind in LIGHTHOUSE:
        report = lighthouse_report(tools, addresses[kind], folder / f"{kind}.json")
        scores = {name: round(100 * report["categories"][name]["score"]) for name in CATEGORIES}
        say(f"Lighthouse, {kind:10} " + ", ".join(f"{name} {scores[name]}" for name in CATEGORIES))
        for name in CATEGORIES:
            if scores[name] < 100:
                findings += [f"Lighthouse: {kind}: {loss}" for loss in losses(report, name)]
    return findings


def lighthouse_report(tools: Path, address: str, output: Path) -> dict[str, Any]:
    flags = " ".join(["--headless=new", *CHROMIUM_FLAGS])
    command = [
        *("node", str(tools / "node_modules/lighthouse/cli/index.js"), address, "--quiet"),
        *("--output", "json", "--output-path", str(output), f"--chrome-flags={flags}"),
        *("--only-categories", ",".join(CATEGORIES), "--no-enable-error-reporting"),
    ]
    environment = {**os.environ, "CHROME_PATH": shutil.which("chromium") or chromium_path()}
    # Now and then it misses the start of a page on a busy machine, and asks to be run again.
    for tries_left in reversed(range(TRIES)):
        if subprocess.run(command, env=environment, check=not tries_left).returncode == 0:
            break
    report: dict[str, Any] = json.loads(output.read_text("utf-8"))
    return report


def schemathesis(address: str) -> Findings:
    """Answers of data that are not as their description says, whatever is asked."""
    ran = subprocess.run(
        [
            *(str(Path(sys.executable).with_name("schemathesis")), "run", "--no-color"),
            *("--max-examples", str(QUERIES), f"{address}/openapi.json"),
        ],
        cwd=PROJECT,
        env={
            **os.environ,
            "SCHEMATHESIS_HOOKS": "tests.schemathesis_hooks",
            "PYTHONPATH": str(PROJECT),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    report = ran.stdout + ran.stderr
    tried = re.search(r"\d+ generated.*", report)
    say(f"Schemathesis: {tried[0] if tried else report}")
    return [f"Schemathesis: {report}"] if ran.returncode else []


def losses(report: dict[str, Any], category: str) -> Findings:
    """The audits of a category that were not passed in full."""
    weighed = [
        audit["id"] for audit in report["categories"][category]["auditRefs"] if audit["weight"]
    ]
    audits = [report["audits"][name] for name in weighed]
    return [
        f"{category}: {audit['title']} ({audit['score']}) {audit.get('displayValue', '')}"
        for audit in audits
        if audit["score"] is not None and audit["score"] < 1
    ]
