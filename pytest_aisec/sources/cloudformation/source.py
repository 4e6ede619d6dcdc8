"""A CloudFormation template as a source."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_aisec.declarations import Contents, Unread
from pytest_aisec.sources.cloudformation.exports import Exports
from pytest_aisec.sources.source import undeclared
from pytest_aisec.value_classes import value_class
from pytest_aisec.values import Located, Location

if TYPE_CHECKING:
    from pytest_aisec.sources.cloudformation.evaluate import Evaluator
    from pytest_aisec.sources.cloudformation.read import Reading


@value_class(frozen=True)
class CloudFormationSource:
    """One template file, or the `manifest.json` of a CDK output, with the parameter values that it is deployed with.

    `parameters` (pseudo parameters such as `AWS::Region` among them) win over `parameter_files`, later files over
    earlier ones, any of them over defaults. Values for parameters that the template does not declare are a fact and
    no fault, because one run has many templates. Locations are relative to `relative_to`. `exports` is what
    `Fn::ImportValue` looks into.
    """

    template: Path
    relative_to: Path
    parameters: Mapping[str, str] = field(default_factory=dict)
    parameter_files: Sequence[Path] = ()
    exports: Exports | None = field(default=None, compare=False, repr=False)

    @property
    def kind(self) -> str:
        """`cloudformation`."""
        return "cloudformation"

    @property
    def location(self) -> str:
        """The template's path relative to `relative_to`, with forward slashes."""
        try:
            return Path(os.path.relpath(self.template.resolve(), self.relative_to.resolve())).as_posix()
        except ValueError:  # on another drive
            return self.template.as_posix()

    @property
    def id(self) -> str:
        """`cloudformation:PATH`."""
        return f"{self.kind}:{self.location}"

    def read(self) -> Contents:
        """Every resource of the template; what cannot be read is in `unread`. Raises nothing."""
        with _uncollected():
            return self._read()

    def _read(self) -> Contents:
        from pytest_aisec.sources.cloudformation.cdk import MANIFEST  # noqa: PLC0415 -- only who reads pays
        from pytest_aisec.sources.cloudformation.circles import circles_of_resources  # noqa: PLC0415 -- as above
        from pytest_aisec.sources.cloudformation.evaluate import Evaluator  # noqa: PLC0415 -- as above
        from pytest_aisec.sources.cloudformation.files import given_parameters  # noqa: PLC0415 -- as above
        from pytest_aisec.sources.cloudformation.read import EXPANDED, Reading  # noqa: PLC0415 -- as above

        given, unread = given_parameters(self.parameters, self.parameter_files, self.relative_to)
        reading = Reading(self.id, self.relative_to, unread=unread)
        root = reading.decoded(self.template)
        if isinstance(root, Unread):
            return Contents(unread=(*unread, root))
        evaluator, linked = Evaluator(root, given=given), frozenset[str]()
        try:
            linked = self._declared(reading, evaluator)
        except RecursionError:
            # functions inside functions to the limit of the stack
            reading.unread.append(Unread("nested too deeply to be evaluated", Location(self.location, 1, 1)))
        reading.unread += circles_of_resources(reading.declarations, reading.after)
        facts = {"sha256": reading.content.hexdigest()}
        if self.template.name != MANIFEST and set(evaluator.transforms) <= EXPANDED:
            given_here = [name for name in self.parameters if not name.startswith("AWS::")]
            facts |= undeclared(given_here, evaluator.section("Parameters"))
        return Contents(tuple(reading.declarations), tuple(reading.unread), facts, imports=linked)

    def _declared(self, reading: Reading, evaluator: Evaluator) -> frozenset[str]:
        """Read the resources; the sources whose exports these need in any case."""
        from pytest_aisec.sources.cloudformation.cdk import MANIFEST, read_assembly  # noqa: PLC0415 -- as above
        from pytest_aisec.sources.cloudformation.imports import needed_imports  # noqa: PLC0415 -- as above
        from pytest_aisec.sources.cloudformation.read import evaluator_of, read_template  # noqa: PLC0415 -- as above

        asked: list[str] = []
        exports = self.exports or Exports((), self.relative_to)

        def imported(name: str) -> Located | None:
            asked.append(name)
            return exports.value(name)

        evaluator = replace(evaluator, imported=imported)
        if self.template.name == MANIFEST:
            read_assembly(reading, self.template, evaluator)
            return frozenset()  # its stacks may be deployed in several regions
        evaluator = evaluator_of(reading, self.template, evaluator)
        read_template(reading, evaluator)
        return exports.sources(needed_imports(evaluator)) if asked else frozenset()


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the cyclic collector, which would walk the growing tree of nodes again and again: time stays linear."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def cloudformation_sources(
    templates: Sequence[Path],
    relative_to: Path,
    parameters: Mapping[str, str] | None = None,
    parameter_files: Sequence[Path] = (),
) -> list[CloudFormationSource]:
    """A source per template of a run, which find each other's exports."""
    given = parameters or {}
    exports = Exports(tuple(templates), relative_to, given, parameter_files)
    return [CloudFormationSource(path, relative_to, given, parameter_files, exports) for path in templates]
