"""What was measured, kept in one file, so that a run that was interrupted loses nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

Key = tuple[str, int, str, str]


@dataclass(frozen=True)
class Measurement:
    """One figure.

    ``part`` is the kind of measurement (``warm``), ``name`` what was measured (``overview, 16
    connections``). ``value`` is in ``unit``; it is None where nothing could be measured, and
    ``note`` says why. ``milestones`` is the size of the record, 0 where that does not matter.
    ``taken_at`` is the time, in UTC, as the page shows it.
    """

    database: str
    milestones: int
    part: str
    name: str
    value: float | None
    unit: str
    note: str = ""
    taken_at: str = ""

    @property
    def key(self) -> Key:
        """What a later measurement replaces."""
        return self.database, self.milestones, self.part, self.name


@dataclass(frozen=True)
class Output:
    """What a script of its own printed, and on which database."""

    database: str
    script: str
    text: str


@dataclass
class Results:
    """All figures and outputs so far, each of the last time that it was taken."""

    machine: dict[str, str]
    measurements: dict[Key, Measurement]
    outputs: dict[tuple[str, str], Output]

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read what is kept; nothing, if the file is not there."""
        if not path.exists():
            return cls({}, {}, {})
        kept = json.loads(path.read_text("utf-8"))
        measurements = [Measurement(**fields) for fields in kept["measurements"]]
        outputs = [Output(**fields) for fields in kept["outputs"]]
        return cls(
            kept["machine"],
            {measurement.key: measurement for measurement in measurements},
            {(output.database, output.script): output for output in outputs},
        )

    def add(self, measurements: Iterable[Measurement]) -> None:
        """Put figures in place of those of the last time."""
        self.measurements |= {measurement.key: measurement for measurement in measurements}

    def replace_part(
        self, database: str, milestones: int, part: str, measurements: Iterable[Measurement]
    ) -> None:
        """Put the figures of a whole part in place of those of the last time."""
        kept = self.measurements.items()
        self.measurements = {
            key: value for key, value in kept if key[:3] != (database, milestones, part)
        }
        self.add(measurements)

    def value(self, database: str, milestones: int, part: str, name: str) -> float | None:
        """A figure; None if it was not, or could not be, measured."""
        measurement = self.measurements.get((database, milestones, part, name))
        return measurement.value if measurement else None

    def save(self, path: Path) -> None:
        """Keep everything, whole or not at all."""
        path.parent.mkdir(parents=True, exist_ok=True)
        measurements = [asdict(self.measurements[key]) for key in sorted(self.measurements)]
        outputs = [asdict(self.outputs[key]) for key in sorted(self.outputs)]
        content = (
            f'{{"machine": {_json(self.machine)},\n"measurements": [\n{_lines(measurements)}\n],\n'
            f'"outputs": [\n{_lines(outputs)}\n]}}\n'
        )
        new = path.with_suffix(".new")
        new.write_text(content, "utf-8")
        new.replace(path)


def _lines(rows: list[dict[str, Any]]) -> str:
    """A row a line, so that a change of the file shows which figures changed."""
    return ",\n".join(map(_json, rows))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
