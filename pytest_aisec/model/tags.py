"""Tags, however a source writes them: a mapping, or a list of keys and values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_aisec.declarations import Dialect
from pytest_aisec.model.steps import step_into
from pytest_aisec.values import Located, Unknown
from pytest_aisec.verdicts import Undetermined

if TYPE_CHECKING:
    from pytest_aisec.model.resource import View

_PLACES = {
    Dialect.TERRAFORM: ("tags_all", "tags"),
    Dialect.CLOUDFORMATION: ("Tags", "AgentRuntimeTags"),
    Dialect.LIVE: ("Tags",),
}


def tags_of(view: View) -> dict[str, Located]:
    """The tags that a source states with a resource, by their keys. Raises Undetermined where they are not known."""
    found: dict[str, Located] = {}
    for place in _PLACES[view.dialect]:
        stated = step_into(view.body, [place])
        match stated.value:
            case Unknown() as unknown:
                raise Undetermined(str(unknown))
            case dict() as entries:
                found.update(entries)
            case list() as items:
                for item in items:
                    key = step_into(item, ["Key"])
                    if isinstance(key.value, Unknown):
                        raise Undetermined(str(key.value))
                    found[str(key.plain)] = step_into(item, ["Value"])
    return found
