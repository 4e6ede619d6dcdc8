"""What a text holds that is masked wherever it is written: judged before, because nobody can afterwards."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

from pytest_aisec.analysis import secrets
from pytest_aisec.analysis.containers import starts_containers
from pytest_aisec.analysis.model_names import names_a_model
from pytest_aisec.analysis.providers import addressed_in
from pytest_aisec.values import Masked, Unknown

_ADDRESS = "address of "
_MODEL = "model "
_CONTAINERS = "start of containers"


def what_it_holds(name: str, text: str) -> tuple[str, ...]:
    """The kinds of the secrets in a named text, the providers of models that it addresses, if it starts containers.

    A text that is nothing but the id of a model is no secret, and told.
    """
    if names_a_model(text):
        return (f"{_MODEL}{text}",)
    script = decoded(text)
    starting = (_CONTAINERS,) if starts_containers(script) else ()
    return (*kinds_of_secrets(name, text), *(f"{_ADDRESS}{provider}" for provider in addressed_in(script)), *starting)


def look_with(files: Sequence[Path]) -> None:
    """Look with the detectors of detect-secrets in these files, too. Raises DetectorError for one that is none."""
    if secrets.look_with(files):
        kinds_of_secrets.cache_clear()


def addresses_of(kinds: Iterable[str]) -> list[str]:
    """The providers of models among what a masked text holds."""
    return [kind.removeprefix(_ADDRESS) for kind in kinds if kind.startswith(_ADDRESS)]


def models_of(kinds: Iterable[str]) -> list[str]:
    """The id or ARN of a model that a masked text is."""
    return [kind.removeprefix(_MODEL) for kind in kinds if kind.startswith(_MODEL)]


def secrets_of(kinds: Iterable[str]) -> list[str]:
    """The kinds of secrets among what a masked text holds."""
    return [kind for kind in kinds if not kind.startswith((_ADDRESS, _MODEL)) and kind != _CONTAINERS]


def kinds_left_out(parts: Iterable[str | Unknown]) -> list[str]:
    """What was in the masked part of a text of which other parts are not known."""
    return [kind for part in parts if isinstance(part, Masked) for kind in part.holds]


def has_containers_started(kinds: Iterable[str]) -> bool:
    """Whether a masked text is a script that starts containers."""
    return _CONTAINERS in kinds


@lru_cache(maxsize=4096)
def kinds_of_secrets(name: str, text: str) -> tuple[str, ...]:
    """The kinds of the secrets in a named text, without any part of them; a script may be written in base64."""
    return tuple(dict.fromkeys(each.partition(": ")[2] for each in secrets.secrets_in([(name, decoded(text))])))


def decoded(text: str) -> str:
    """A script that is written in base64 as itself; what is no text of that kind stays as it is."""
    try:
        plain = base64.b64decode(text, validate=True).decode()
    except (binascii.Error, ValueError):
        return text
    return plain if plain.isprintable() or "\n" in plain else text
