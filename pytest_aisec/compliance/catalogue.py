"""The catalogue of frameworks and controls that marks are checked against."""

from __future__ import annotations

import difflib
import fnmatch
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache, cached_property
from pathlib import Path

from pytest_aisec.compliance.crosswalk import Crosswalk, names_a_policy
from pytest_aisec.compliance.framework import FOLDER, Framework, FrameworkError, read


class Catalogue:
    """The frameworks that a run knows, each read when it is first asked for.

    `own`: those of the user's, in order. `others`: who has the rest, and may have read it already.
    """

    def __init__(self, files: Mapping[str, Path], own: Iterable[Path] = (), others: Catalogue | None = None) -> None:
        self._others = others
        self._own = {path.stem: path for path in own}
        self._files = dict(sorted({**files, **self._own}.items()))
        self.ids: Collection[str] = self._files.keys()
        """The names of all frameworks, in order, which are also the names of their marks."""
        self._read: dict[str, Framework] = {}

    def with_own(self, files: Iterable[Path]) -> Catalogue:
        """This catalogue, and the frameworks in the user's files."""
        return Catalogue(self._files, files, self)

    def framework(self, name: str) -> Framework:
        """A framework by its name. Raises KeyError for a name that is not in `ids`, FrameworkError for a bad file."""
        if self._others is not None and name not in self._own:
            return self._others.framework(name)
        if name not in self._read:
            self._read[name] = read(self._files[name])
        return self._read[name]

    def complaints(self, name: str, controls: Iterable[str]) -> list[str]:
        """What is wrong with a mark `name(*controls)`, each with the nearest ids that exist."""
        known = self.framework(name).controls
        found = []
        for control in controls:
            if control not in known:
                near = difflib.get_close_matches(control, known, n=3, cutoff=0.4)
                hint = f"; did you mean {', '.join(near)}?" if near else ""
                found.append(f"{name} has no control {control!r}{hint}")
        return found

    def selected(self, pattern: str) -> set[tuple[str, str]]:
        """The (framework, control) pairs that `FRAMEWORK:GLOB` names. Raises ValueError when it names none."""
        name, _, glob = pattern.partition(":")
        if name not in self.ids:
            near = difflib.get_close_matches(name, self.ids, n=1)
            raise ValueError(f"there is no framework {name!r}" + (f"; did you mean {near[0]}?" if near else ""))
        known = self.framework(name).controls
        if glob in known:
            return {(name, glob)}
        found = {(name, control) for control in known if fnmatch.fnmatchcase(control, glob or "*")}
        if not found:
            raise ValueError("; ".join(self.complaints(name, [glob])))
        return found

    def check(self) -> None:
        """Read the user's. Raises FrameworkError for a bad file and for a `same_as` that names no control."""
        for name in self._own:
            for control in self.framework(name).controls.values():
                for pattern in control.same_as:
                    try:
                        self.selected(pattern)
                    except ValueError as error:
                        raise FrameworkError(f"{self._files[name]}: {control.id}: same_as: {error}") from None

    def unmatched(self, files: Iterable[Path], names: Collection[str]) -> Iterator[str]:
        """What the `policies` of controls in files of the user's name that is none of `names`, with the nearest one."""
        for name in (path.stem for path in files):
            for control in self.framework(name).controls.values():
                for pattern in control.policies:
                    if not names_a_policy(pattern, names):
                        near = difflib.get_close_matches(pattern, sorted(names), n=1)
                        hint = f"; did you mean {near[0]}?" if near else ""
                        said = f"policies: no policy has the id {pattern!r}, nor an equivalent with it{hint}"
                        yield f"{self._files[name]}: {control.id}: {said}"

    def taken_in(self, names: Iterable[str], marked: Mapping[str, Collection[str]]) -> dict[str, list[str]]:
        """The controls, by framework, that take in a policy without a mark on it.

        `names`: the policy's id, and those of its equivalents. `marked`: the controls that it has marks of.
        """
        pairs = {(name, control) for name, controls in marked.items() for control in controls}
        found: dict[str, list[str]] = {}
        for name, control in sorted(self._crosswalk.taken_in(names, pairs)):
            found.setdefault(name, []).append(control)
        return found

    @cached_property
    def _crosswalk(self) -> Crosswalk:
        controls = ((name, control) for name in self.ids for control in self.framework(name).controls.values())
        return Crosswalk(controls, self.selected)


@cache
def bundled() -> Catalogue:
    """The frameworks that come with the package."""
    return Catalogue({path.stem: path for path in FOLDER.glob("*.json")})
