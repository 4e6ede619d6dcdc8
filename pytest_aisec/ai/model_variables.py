"""Which models the code of functions, tasks and agent runtimes is told to call, by their variables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from pytest_aisec.ai.definitions import Definition, point_at
from pytest_aisec.ai.named_models import NamesModels, WrongOf, wrong_among
from pytest_aisec.analysis.masked import models_of
from pytest_aisec.analysis.model_names import ModelName, model_named, names_a_model
from pytest_aisec.aws import bedrock_agentcore, ecs, lambda_
from pytest_aisec.model.derived import known_parts
from pytest_aisec.model.matching import Regex
from pytest_aisec.model.resource import Resource
from pytest_aisec.values import Located, Masked, PartlyKnown, Reference, Unknown

_OF_MODELS = Regex(r"MODEL|INFERENCE_?PROFILE|BEDROCK|^ENVIRONMENT", re.IGNORECASE)
"""Words in the names of variables that hold a model, and the place of all of them, where it is not known which there
are: of other variables, what is not known is no model."""
_MAY_BE_ONE = Regex(r"[\w.:?-]*")
"""A text that the id of a model may be, a question mark for what is not known of it; addresses and paths are none."""


class ToldModels(NamesModels, Definition):
    """Something that runs code, by the variables whose whole value is the id or the ARN of a model of Bedrock."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (
        lambda_.Function,
        ecs.TaskDefinition,
        bedrock_agentcore.Runtime,
        bedrock_agentcore.RuntimeVersion,
    )

    def _those(self, wrong_of: WrongOf) -> list[str]:
        def point_at_them(variables: list[str]) -> None:
            point_at(self.resource, self._texts(), list(dict.fromkeys(variables)))

        named = ((variable, each) for variable, value in self._texts() for each in _models_in(variable, value))
        return wrong_among(named, wrong_of, point_at_them, "no variable of it is a model of Bedrock")


def _models_in(variable: str, found: Located) -> Iterator[ModelName | str]:
    """The models that a variable is, or why it may be one that is not known."""
    texts: list[str] = []
    match found.value:
        case Masked(holds=kinds):
            texts = models_of(kinds)
        case Reference():
            pass
        case str() | PartlyKnown():
            text = known_parts(found)
            texts = [text] if names_a_model(text) else []
            doubtful = isinstance(found.value, PartlyKnown) and not texts and _MAY_BE_ONE.fullmatch(text)
            if doubtful and _OF_MODELS.search(variable):
                yield str(found.value)
        case Unknown() as missing if not missing.is_set and _OF_MODELS.search(variable):
            yield str(missing)
    yield from (name for name in map(model_named, texts) if name is not None)
