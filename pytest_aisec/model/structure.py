"""Settings that are structures of their own: event patterns, documents, definitions in JSON."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import replace
from typing import Any, Self, overload

from pytest_aisec.declarations import Dialect
from pytest_aisec.model.attribute import Setting
from pytest_aisec.model.decoding import decode, decode_either
from pytest_aisec.model.paths import Path, PathLike, Place, path_of
from pytest_aisec.model.remembered import remembered
from pytest_aisec.model.resource import View
from pytest_aisec.model.steps import step_into
from pytest_aisec.value_classes import value_class
from pytest_aisec.values import Located, Unknown, unknown_parts
from pytest_aisec.verdicts import Undetermined


@value_class(frozen=True)
class Decoded:
    """The structure that is written as JSON text, or as itself, at a path; or what is at some steps inside of it."""

    path: Path
    steps: str = ""
    yaml: bool = False

    def __truediv__(self, steps: str) -> Decoded:
        return replace(self, steps=steps)

    def locate(self, view: View) -> Located:
        found = (decode_either if self.yaml else decode)(self.path.locate(view))
        return step_into(found, self.steps.split(".")) if self.steps else found

    def places(self) -> Iterator[Place]:
        yield from self.path.places()


class Structure(Setting):
    """A setting with parts that have no attributes: mappings, lists and scalars, None where nothing is stated.

    Raises Undetermined when it or a part of it is unknown. What is given is shared, and nobody's to change.
    """

    @overload
    def __get__(self, view: None, owner: type) -> Self: ...
    @overload
    def __get__(self, view: View, owner: type) -> Any: ...
    def __get__(self, view: View | None, owner: type) -> Any:
        return self if view is None else remembered(view.memory, self, self._read, view)

    def _read(self, view: View) -> Any:
        found = self._settled_parts(view, self.locate(view))
        unknown: Unknown | None = next(unknown_parts(found), None)
        if unknown is not None:
            self.note(view, found, f"<unknown: {unknown}>")
            raise Undetermined(str(unknown))
        self.note(view, found, found.plain)
        return found.plain

    def _settled_parts(self, view: View, found: Located, *place: Hashable) -> Located:
        """Itself and its parts as `settled` has them. What turns out to be nothing is taken out of a template."""
        found = self.settled(view, found, *place)
        removed = view.dialect is Dialect.CLOUDFORMATION
        match found.value:
            case list() as items:
                parts = [self._settled_parts(view, item, *place, index) for index, item in enumerate(items)]
                return replace(found, value=[part for part in parts if not (removed and part.value is None)])
            case dict() as entries:
                named = {name: self._settled_parts(view, item, *place, name) for name, item in entries.items()}
                kept = {name: part for name, part in named.items() if not (removed and part.value is None)}
                return replace(found, value=kept)
        return found


def structure(
    *,
    terraform: PathLike | None = None,
    cloudformation: PathLike | None = None,
    live: PathLike | None = None,
) -> Structure:
    """A setting that is a structure of its own."""
    return Structure(terraform, cloudformation, live)


def decoded(path: PathLike, *, yaml: bool = False) -> Decoded:
    """The structure that JSON text at a path encodes; with `yaml`, text in either of the two."""
    return Decoded(path_of(path), yaml=yaml)
