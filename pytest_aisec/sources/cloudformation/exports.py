"""What the templates of one run export to each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pytest_aisec.declarations import Unread
from pytest_aisec.model.foreign import foreign
from pytest_aisec.sources.cloudformation.find import MOST_BYTES
from pytest_aisec.sources.regular import read_regular
from pytest_aisec.values import Located

if TYPE_CHECKING:
    from pytest_aisec.sources.cloudformation.evaluate import Evaluator


class Exported(NamedTuple):
    """What a source exports under some name."""

    source: str
    value: Located


@dataclass(eq=False, repr=False)
class Exports:
    """The exports of the templates of a run by name, read when an import first asks for one.

    Templates that do not contain the word `Export` are not even decoded. An export whose name is unknown (it has the
    stack's name in it) or that two templates make is not found: the import stays unknown.
    """

    templates: Sequence[Path]
    relative_to: Path
    parameters: Mapping[str, str] = field(default_factory=dict)
    parameter_files: Sequence[Path] = ()
    found: dict[str, Exported | None] | None = None

    def value(self, name: str) -> Located | None:
        """The exported value, its references naming `SOURCE#ADDRESS`; None when no template exports the name."""
        found = self._exported(name)
        return None if found is None else found.value

    def sources(self, names: Iterable[str]) -> frozenset[str]:
        """The sources that make the exports of these names."""
        found = map(self._exported, names)
        return frozenset(each.source for each in found if each is not None)

    def _exported(self, name: str) -> Exported | None:
        if self.found is None:
            self.found = {}
            for template in self.templates:
                self._add(template)
        return self.found.get(name)

    def _add(self, template: Path) -> None:
        from pytest_aisec.sources.cloudformation.evaluate import Evaluator  # noqa: PLC0415 -- only for imports
        from pytest_aisec.sources.cloudformation.files import (  # noqa: PLC0415 -- only for imports
            decoded,
            given_parameters,
            shown_path,
        )
        from pytest_aisec.sources.cloudformation.read import Reading, evaluator_of  # noqa: PLC0415 -- only for imports

        try:
            if b"Export" not in read_regular(template, MOST_BYTES):
                return
        except OSError:
            return
        read = decoded(template, self.relative_to)
        if isinstance(read, Unread):
            return
        given, _ = given_parameters(self.parameters, self.parameter_files, self.relative_to)
        source = f"cloudformation:{shown_path(template, self.relative_to)}"
        reading = Reading(source, self.relative_to)
        evaluator = evaluator_of(reading, template, Evaluator(read[0], given=given, imported=self.value))
        found = self.found if self.found is not None else {}
        for name, value in exported(evaluator):
            found[name] = None if name in found else Exported(source, foreign(value, source))


def exported(evaluator: Evaluator) -> Iterator[tuple[str, Located]]:
    """The exports of one template whose names are known, with their values."""
    for name, output in evaluator.section("Outputs").items():
        export = output.entries.get("Export")
        node = export.entries.get("Name") if export is not None else None
        called = evaluator.value(node) if node is not None else None
        if called is not None and isinstance(called.value, str):
            yield called.value, evaluator.output(name, called.location)
