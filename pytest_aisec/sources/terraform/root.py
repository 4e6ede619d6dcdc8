"""The Terraform source: one root module, read and evaluated."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_aisec.sources.source import Contents, Declaration, Dialect, Unread, undeclared
from pytest_aisec.sources.terraform.folder import shown
from pytest_aisec.values import Located, Location

if TYPE_CHECKING:
    from pytest_aisec.sources.terraform.modules import Module
    from pytest_aisec.sources.terraform.parsed import ParsedFiles

_RECURSION_LIMIT = 20_000
"""Python frames; an expression some hundred levels deep or a long chain of locals needs thousands."""


class TerraformSource:
    """A folder of Terraform files with the modules it calls.

    `variables` are single values as on a command line, `variable_files` further files of values;
    both come after what Terraform itself finds. Paths are shown relative to `relative_to`. `kept`: parsed files of
    earlier runs.
    """

    kind = "terraform"

    def __init__(
        self,
        directory: Path,
        relative_to: Path,
        variables: Mapping[str, str] | None = None,
        variable_files: Sequence[Path] = (),
        kept: ParsedFiles | None = None,
    ) -> None:
        self.directory = directory.resolve()
        self.relative_to = relative_to.resolve()
        self.kept = kept
        self.variables = dict(variables or {})
        self.variable_files = tuple(path.resolve() for path in variable_files)

    @property
    def location(self) -> str:
        """The folder, relative."""
        return shown(self.directory, self.relative_to)

    @property
    def id(self) -> str:
        """`terraform:FOLDER`."""
        return f"{self.kind}:{self.location}"

    def read(self) -> Contents:
        """Parse and evaluate everything. What cannot be read is in `unread`; nothing is raised."""
        try:
            with _suited_interpreter():
                return self._read()
        except MemoryError:
            return Contents(unread=(Unread("evaluating it takes more memory than there is", Location(self.location)),))

    def _read(self) -> Contents:
        from pytest_aisec.sources.terraform.modules import Module  # noqa: PLC0415 - only who reads pays
        from pytest_aisec.sources.terraform.reading import Reading  # noqa: PLC0415 - as above

        reading = Reading(self.directory, self.relative_to, self.kept)
        if not self.directory.is_dir():
            return Contents(unread=(Unread("there is no such folder", Location(self.location)),))
        arguments: dict[str, Callable[[], Located]] = {}
        folder = reading.folder(self.directory)
        facts = {} if folder.unread else undeclared(self.variables, folder.variables)
        module = Module(reading, folder, arguments)
        arguments.update(self._arguments(module))
        declarations = tuple(self._declarations(module))
        module.forget()
        arguments.clear()
        return Contents(declarations, tuple(reading.unread), facts)

    def _arguments(self, module: Module) -> Iterator[tuple[str, Callable[[], Located]]]:
        from pytest_aisec.sources.terraform.variables import given_values, root_value  # noqa: PLC0415 - as above

        unread: list[Unread] = []
        values = given_values(self.directory, self.relative_to, os.environ, self.variable_files, self.variables, unread)
        for problem in unread:
            module.reading.report(problem)
        for name, given in values.items():
            block = module.folder.variables.get(name)
            if block is not None:
                yield name, partial(root_value, given, block, module)

    def _declarations(self, module: Module) -> Iterator[Declaration]:
        for instance in module.instances():
            resource = instance.resource
            yield Declaration(
                source=self.id,
                dialect=Dialect.TERRAFORM,
                type=resource.kind,
                address=instance.address,
                body=instance.body(),
                location=resource.block.at,
                conditional=instance.conditional(),
                region=instance.region(),
            )


@contextmanager
def _suited_interpreter() -> Iterator[None]:
    """Evaluation follows the nesting of expressions and the chains of locals, and makes no garbage in circles.

    Looking for such garbage while a tree of a hundred thousand nodes grows takes a fifth of the time.
    """
    before, collecting = sys.getrecursionlimit(), gc.isenabled()
    sys.setrecursionlimit(max(before, _RECURSION_LIMIT))
    gc.disable()
    try:
        yield
    finally:
        sys.setrecursionlimit(before)
        if collecting:
            gc.enable()
