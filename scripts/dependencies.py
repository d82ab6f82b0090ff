"""Writes docs/dependencies.md: what the running tracker needs, how old it is, and its licence.

    .venv/bin/python scripts/dependencies.py

The versions are those of the locks, the licences those that the installed packages state, and uv
asks the package index for the days.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import tomllib
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
UV = Path(sys.executable).with_name("uv")
LOCKS = ("requirements.lock", "requirements-pdf.lock")
PAGE = PROJECT / "docs" / "dependencies.md"
HEAD = """\
# Dependencies

What the running tracker needs, by `requirements.lock`, and for PDFs by `requirements-pdf.lock`;
[requirements.txt](../requirements.txt) and [requirements-pdf.txt](../requirements-pdf.txt) say
what for. `make lock` writes this page. The release is the day on which the version was published.

| package | version | release | licence |
| --- | --- | --- | --- |
"""
SPDX = {
    "BSD License": "BSD",
    "MIT License": "MIT",
    "Apache Software License": "Apache-2.0",
    "GNU Library or Lesser General Public License (LGPL)": "LGPL",
}
"""What classifiers call a licence, and shorter."""


def locked() -> dict[str, str]:
    """The version of each package in the locks of the running tracker, by name in order."""
    text = "".join((PROJECT / lock).read_text("utf-8") for lock in LOCKS)
    return dict(sorted(re.findall(r"^([\w.-]+)==([^\s;]+)", text, re.MULTILINE)))


def release_days(versions: dict[str, str]) -> dict[str, str]:
    """The day (ISO) on which the first file of each version was published."""
    wanted = ", ".join(f'"{name}=={version}"' for name, version in versions.items())
    project = '[project]\nname = "all"\nversion = "0"\nrequires-python = ">=3.11"\n'
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "pyproject.toml").write_text(f"{project}dependencies = [{wanted}]\n", "utf-8")
        subprocess.run([UV, "lock", "--quiet", "--project", folder], check=True)  # noqa: S603
        packages = tomllib.loads(Path(folder, "uv.lock").read_text("utf-8"))["package"]
    return {
        package["name"]: min(
            file["upload-time"][:10]
            for file in [*package.get("wheels", []), package.get("sdist", {})]
            if "upload-time" in file
        )
        for package in packages
        if package["name"] in versions
    }


def licence(name: str) -> str:
    """What a package states: an SPDX expression, its classifiers, or in words. One that another
    system needs is not installed here."""
    try:
        package = metadata(name)
    except PackageNotFoundError:
        return "see the package"
    if "License-Expression" in package:
        return str(package["License-Expression"])
    classified = [
        value.rpartition(" :: ")[2]
        for value in package.get_all("Classifier", [])
        if value.startswith("License :: ") and value.count("::") > 1
    ]
    words = str(package["License"] or "").splitlines() if "License" in package else []
    short = words[0] if len(words) == 1 and len(words[0]) < 40 else ""
    return short or ", ".join(SPDX.get(name, name) for name in classified) or "see the package"


def main() -> None:
    """Write the page."""
    versions = locked()
    days = release_days(versions)
    rows = [
        f"| {name} | {version} | {days[name]} | {licence(name)} |\n"
        for name, version in versions.items()
    ]
    PAGE.write_text(HEAD + "".join(rows), "utf-8")


if __name__ == "__main__":
    main()
