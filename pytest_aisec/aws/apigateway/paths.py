"""Amazon API Gateway: the paths of REST APIs, and how settings for single methods name them."""

from __future__ import annotations

from collections.abc import Sequence

from pytest_aisec.model.attribute import text
from pytest_aisec.model.links import link
from pytest_aisec.model.matching import Regex
from pytest_aisec.model.resource import Names, Resource
from pytest_aisec.values import Located, PartlyKnown, Reference, Unknown
from pytest_aisec.verdicts import Undetermined

_ROOT = Regex(r"\.(?:root_resource_id|RootResourceId)$")
_OF_A_PATH = Regex(r'(?:trim(?:prefix)?\()?([^"()]+)\.path(?:, "/"\))?')
"""The path of a declared resource, in words of Terraform: with its first slash, or without."""


class ApiPath(
    Resource,
    terraform="aws_api_gateway_resource",
    cloudformation="AWS::ApiGateway::Resource",
    names=Names(cloudformation=("ResourceId",)),
):
    """A path of a REST API, as files declare it: one part of it, under another one.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-resource.html
    """

    part = text(terraform="path_part", cloudformation="PathPart")
    parent = link(lambda: ApiPath, terraform="parent_id", cloudformation="ParentId")

    @property
    def full(self) -> str:
        """All of its parts: `v1/chat`. Raises Undetermined where one of them is not known."""
        parts: list[str] = []
        seen: list[ApiPath] = []
        each: ApiPath = self
        while each not in seen:
            if each.unseen is not None:
                raise Undetermined(str(each.unseen))
            seen.append(each)
            parts.insert(0, each.part)
            if is_root(type(each).parent.locate(each)):
                return "/".join(parts)
            above = each.parent
            if above is None:
                raise Undetermined(f"{each.address} names no path above it")
            each = above
        raise Undetermined(f"{self.address} is above itself")


def is_root(stated: Located) -> bool:
    """Whether the id of a path is that of the root of an API, which is there without being declared."""
    value = stated.value
    if isinstance(value, Reference):
        return _ROOT.search(f".{value.attribute}") is not None
    return isinstance(value, Unknown) and _ROOT.search(value.identity or "") is not None


def plain_path(stated: str) -> str:
    """`/~1v1~1chat`, `/v1/chat`: v1/chat. A slash inside of a path is written `~1` where settings name methods.

    https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateStage.html
    """
    return stated.replace("~1", "/").replace("~0", "~").strip("/")


def names_method(stated: Located, path: ApiPath | str | None, verb: str) -> bool:
    """Whether `v1/chat/POST` names a method, by its path and verb; `*` stands for all of either.

    `path`: None where the source does not say which one it is. Raises Undetermined where they may be the same.
    """
    value = stated.value
    *above, last = value.parts if isinstance(value, PartlyKnown) else (value,)
    if not isinstance(last, str):
        raise Undetermined(str(value))
    before, _, named = last.rpartition("/")
    if named not in {verb, "*"}:
        if "ANY" not in {verb, named} or "OPTIONS" in {verb, named}:
            return False
        raise Undetermined(f"it speaks of {named}, where the method takes {verb}")
    if not above:
        return plain_path(before) == "*" or plain_path(before) == _known(path)
    declared = _declared(above, before)
    if declared is None:
        raise Undetermined(str(value))
    if isinstance(path, ApiPath) and path.unseen is None:
        return path.address == declared
    raise Undetermined(f"whether {declared} is the path of the method is not known")


def _known(path: ApiPath | str | None) -> str:
    if path is None:
        raise Undetermined("which path the method is of is not known")
    return path if isinstance(path, str) else path.full


def _declared(above: Sequence[object], before: str) -> str | None:
    """The address of the declared path that stands before the verb, if nothing else does."""
    parts = [part for part in above if part not in {"", "/"}]
    if plain_path(before) or len(parts) != 1 or not isinstance(parts[0], Unknown):
        return None
    found = _OF_A_PATH.fullmatch(parts[0].identity or "")
    return found[1] if found else None


def place_of(stated: Located, path: ApiPath | None) -> ApiPath | str | None:
    """What is named where the path of a method stands: a declared one, the root (empty), or None for nothing."""
    return "" if is_root(stated) else path
