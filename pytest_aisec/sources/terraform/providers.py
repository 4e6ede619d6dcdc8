"""Provider configurations: which one a resource uses, and what it adds to its resources."""

from __future__ import annotations

import hashlib
import json
from functools import partial
from typing import TYPE_CHECKING

from pytest_aisec.sources.terraform import syntax
from pytest_aisec.sources.terraform.blocks import body_value
from pytest_aisec.sources.terraform.evaluation import evaluated
from pytest_aisec.sources.terraform.scope import Scope
from pytest_aisec.sources.terraform.unknowns import derived, taken
from pytest_aisec.values import Located, Unknown

if TYPE_CHECKING:
    from pytest_aisec.sources.terraform.modules import Module


def provider_name(resource: syntax.Block, kind: str) -> str:
    """The configuration a resource asks for: `aws`, or `aws.alias`."""
    argument = resource.body.arguments.get("provider")
    named = _named(argument.expression) if argument is not None else ""
    return named or kind.removeprefix("data.").partition("_")[0]


def _named(expression: syntax.Expression) -> str:
    match expression:
        case syntax.Traversal(root=root, steps=(syntax.Attr(name=alias),)):
            return f"{root}.{alias}"
        case syntax.Traversal(root=root, steps=()):
            return root
        case syntax.Literal(value=Located(value=str() as text)):
            return text
    return ""


def provider(module: Module, name: str) -> Located | None:
    """The arguments of a provider configuration as this module sees it; None if there is none."""
    kind, _, alias = name.partition(".")
    for block in module.folder.providers:
        own = block.body.arguments.get("alias")
        own_alias = evaluated(own.expression, Scope(module)).value if own is not None else ""
        if block.labels == (kind,) and own_alias == alias:
            return body_value(block.body, Scope(module), block.at)
    if module.call is None:
        return None
    caller, call = module.call
    passed = call.body.arguments.get("providers")
    if passed is not None and isinstance(passed.expression, syntax.ObjectOf):
        for key, value in passed.expression.items:
            if (_named(key) or "") == name:
                return provider(caller, _named(value))
    return provider(caller, name) if not alias else None


_CREDENTIALS = (
    "access_key",
    "assume_role",
    "assume_role_with_web_identity",
    "profile",
    "shared_config_files",
    "shared_credentials_files",
)


def credentials(configuration: Located | None) -> str:
    """What tells the account of a provider configuration apart: whose credentials it states; empty where none.

    Two configurations that state the same, or none, are of one account: most are for another region only. What they
    state is nobody else's business, so that only its SHA-256 goes on.
    """
    if configuration is None or not isinstance(configuration.value, dict):
        return ""
    stated = {name: configuration.value[name] for name in _CREDENTIALS if name in configuration.value}
    plain = {name: value.plain for name, value in stated.items() if value.value not in (None, [])}
    written = json.dumps(plain, default=partial(_told, configuration), sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest() if plain else ""


def region_of(configuration: Located | None) -> Located | None:
    """The region that a provider configuration states; None where it states none."""
    if configuration is None or not isinstance(configuration.value, dict):
        return None
    return configuration.value.get("region")


def _told(configuration: Located, stated: object) -> str:
    """What is not known is that of others if it is called the same, or else this configuration's own."""
    if isinstance(stated, Unknown):
        return stated.identity or f"{stated} in {configuration.location}"
    return str(stated)


def default_tags(configuration: Located | None) -> Located | None:
    """The tags that a provider gives to all its resources; None if it gives none."""
    if configuration is None or not isinstance(configuration.value, dict):
        return None
    blocks = configuration.value.get("default_tags")
    if blocks is None:
        return None
    if not isinstance(blocks.value, list) or not blocks.value:
        return blocks if isinstance(blocks.value, Unknown) else None
    block = blocks.value[0]
    return block.value.get("tags") if isinstance(block.value, dict) else block


def all_tags(defaults: Located, own: Located | None) -> Located:
    """Default tags with those of the resource over them."""
    if own is None or own.value is None:
        return defaults
    for tags in (defaults, own):
        if isinstance(tags.value, Unknown):
            return Located(derived(tags.value, is_set=True), tags.location)
    if not isinstance(defaults.value, dict) or not isinstance(own.value, dict):
        return own
    merged = {key: taken(value, defaults) for key, value in defaults.value.items()}
    merged |= {key: taken(value, own) for key, value in own.value.items()}
    return Located(merged, own.location)
