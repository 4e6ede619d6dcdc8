"""What is wrong with the models of Bedrock that something names."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from pytest_aisec.analysis.model_names import ModelName
from pytest_aisec.verdicts import NotApplicable, Undetermined

P = TypeVar("P")

WrongOf = Callable[[ModelName], list[str]]
"""What is wrong with one model, in words; nothing where it is as it should be."""


class NamesModels:
    """Something that names models, whichever way."""

    def unapproved(self, approved: tuple[str, ...]) -> list[str]:
        """The models that none of some patterns fits. NotApplicable where it names none."""
        return self._those(unless_among(approved))

    def outside(self, approved: tuple[str, ...]) -> list[str]:
        """The regions and geographies where its models answer that none of some patterns fits.

        A model answers in the region of whoever names it, other than by an ARN. NotApplicable where it names none.
        """
        return self._those(lambda name: name.places_outside(approved))

    def _those(self, wrong_of: WrongOf) -> list[str]:
        """What is wrong with its models: see `wrong_among`."""
        raise NotImplementedError


def unless_among(approved: tuple[str, ...]) -> WrongOf:
    """That none of some patterns fits a model: the model itself."""
    return lambda name: [] if name.is_among(approved) else [name.text]


def wrong_among(
    named: Iterable[tuple[P, ModelName | str]], wrong_of: WrongOf, point_at: Callable[[list[P]], None], without: str
) -> list[str]:
    """What is wrong with models, each word once; `named` gives each with its place, or why one there is not known.

    `point_at` gets the places of what is wrong, in their order. Raises Undetermined where nothing is wrong and
    something is not known, and NotApplicable, which says `without`, where there is no model.
    """
    wrong: list[tuple[P, list[str]]] = []
    count, doubts = 0, list[str]()
    for place, name in named:
        if isinstance(name, str):
            doubts.append(name)
            continue
        count += 1
        try:
            said = wrong_of(name)
        except Undetermined as unknown:
            doubts += unknown.reasons
        else:
            wrong += [(place, said)] if said else []
    if doubts and not wrong:
        raise Undetermined("; ".join(dict.fromkeys(doubts)))
    if not count:
        raise NotApplicable(without)
    point_at([place for place, _ in wrong])
    return list(dict.fromkeys(each for _, said in wrong for each in said))
