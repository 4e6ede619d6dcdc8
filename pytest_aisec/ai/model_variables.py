"""Which models the code of functions, tasks and agent runtimes is told to call, by their variables."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import ClassVar

from pytest_aisec.ai.definitions import Definition, point_at
from pytest_aisec.analysis.masked import models_of
from pytest_aisec.analysis.model_names import ModelName, model_named, names_a_model
from pytest_aisec.aws import bedrock_agentcore, ecs, lambda_
from pytest_aisec.model.derived import known_parts
from pytest_aisec.model.resource import Resource
from pytest_aisec.values import Located, Masked, PartlyKnown, Reference, Unknown
from pytest_aisec.verdicts import NotApplicable, Undetermined

_OF_MODELS = re.compile(r"MODEL|INFERENCE_?PROFILE|BEDROCK|^ENVIRONMENT", re.IGNORECASE)
"""Words in the names of variables that hold a model, and the place of all of them, where it is not known which there
are: of other variables, what is not known is no model."""
_MAY_BE_ONE = re.compile(r"[\w.:?-]*")
"""A text that the id of a model may be, a question mark for what is not known of it; addresses and paths are none."""


class ToldModels(Definition):
    """Something that runs code, by the variables whose whole value is the id or the ARN of a model of Bedrock."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (
        lambda_.Function,
        ecs.TaskDefinition,
        bedrock_agentcore.Runtime,
    )

    def unapproved(self, approved: tuple[str, ...]) -> list[str]:
        """The models that none of some patterns fits. NotApplicable where it names none."""
        return self._those(lambda name: [] if name.is_among(approved) else [name.text])

    def outside(self, approved: tuple[str, ...]) -> list[str]:
        """The regions and geographies where its models answer that none of some patterns fits; as `unapproved`."""
        return self._those(lambda name: name.places_outside(approved))

    def _those(self, wrong_of: Callable[[ModelName], list[str]]) -> list[str]:
        wrong: dict[str, list[str]] = {}
        doubts: list[str] = []
        named = 0
        for variable, value in self._texts():
            models, missing = _models_in(variable, value)
            doubts += missing
            named += len(models)
            for model in models:
                try:
                    wrong[variable] = [*wrong.get(variable, ()), *wrong_of(model)]
                except Undetermined as unknown:
                    doubts += unknown.reasons
        found = list(dict.fromkeys(each for said in wrong.values() for each in said))
        if doubts and not found:
            raise Undetermined("; ".join(dict.fromkeys(doubts)))
        if not named:
            raise NotApplicable("no variable of it is a model of Bedrock")
        point_at(self.resource, self._texts(), [variable for variable, said in wrong.items() if said])
        return found


def _models_in(variable: str, found: Located) -> tuple[list[ModelName], list[str]]:
    """The model that a variable is, and why it may be one that is not known."""
    texts: list[str] = []
    doubts: list[str] = []
    match found.value:
        case Masked(holds=kinds):
            texts = models_of(kinds)
        case Reference():
            pass
        case str() | PartlyKnown():
            text = known_parts(found)
            texts = [text] if names_a_model(text) else []
            doubtful = isinstance(found.value, PartlyKnown) and not texts and _MAY_BE_ONE.fullmatch(text)
            doubts = [str(found.value)] if doubtful and _OF_MODELS.search(variable) else []
        case Unknown() as missing if not missing.is_set and _OF_MODELS.search(variable):
            doubts = [str(missing)]
    return [name for name in map(model_named, texts) if name is not None], doubts
