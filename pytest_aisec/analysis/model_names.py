"""What names a model: its id, in which regions it answers, and whether it is among the approved ones."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import NamedTuple

from pytest_aisec.model.matching import Regex
from pytest_aisec.verdicts import Undetermined

GEOGRAPHIES = {
    "apac": "ap-*",
    "au": "ap-southeast-*",
    "ca": "ca-*",
    "eu": "eu-*",
    "global": "*",
    "jp": "ap-northeast-*",
    "us": "us-*",
    "us-gov": "us-gov-*",
}
"""The prefixes of profiles that answer in several regions, and where those are. AWS adds to them.

https://docs.aws.amazon.com/bedrock/latest/userguide/geographic-cross-region-inference.html
"""
_ARN = Regex(r"arn:[^:]*:bedrock:(?P<region>[^:]*):[^:]*:(?P<kind>[a-z?-]+)/(?P<id>.+)")
_PROVIDERS = (
    "ai21|amazon|anthropic|cohere|deepseek|google|luma|meta|minimax|mistral|moonshot(?:ai)?|nvidia|openai|qwen|"
    "stability|twelvelabs|writer|zai"
)
"""https://docs.aws.amazon.com/bedrock/latest/userguide/models-supported.html"""
_ID = Regex(rf"(?:(?:[a-z-]+|\?)\.)?(?:{_PROVIDERS})\.[a-z0-9?]*-[\w.?-]+(?::[\w?]+)*")
_PACKAGE = r"(?:arn:[^:]*:sagemaker:[^:]*:[^:]*:model-package/)?(?P<id>[\w?-]+)"
_OF_A_HUB = r"arn:[^:]*:sagemaker:[^:]*:[^:]*:hub-content/[^/]+/[^/]+/(?P<id>[^/]+)(?:/.*)?"
_OF_AWS = ("foundation-model", "inference-profile")
_NOT_KNOWN = "?"


class ModelName(NamedTuple):
    """A model, or a profile of AWS that leads to it.

    `id`: without the geography (`anthropic.claude-3-haiku-20240307-v1:0`). `geography`: the prefix of a profile that
    answers in several regions, None for a model. `region`: that of an ARN, empty where it has none. A question mark
    stands for what is not known.
    """

    text: str
    id: str
    geography: str | None
    region: str

    def is_among(self, approved: Iterable[str]) -> bool:
        """A pattern fits its id, with or without the geography. Raises Undetermined where an unknown part decides."""
        spelt = {self.id, f"{self.geography}.{self.id}"} if self.geography else {self.id}
        if any(fnmatchcase(each, pattern) for each in spelt for pattern in approved):
            return True
        if _NOT_KNOWN in self.id:
            raise Undetermined(f"which model {self.text} is, a part of which is not known")
        return False

    def places_outside(self, approved: Iterable[str]) -> list[str]:
        """The region or the geography in which it answers, if that is not approved. Undetermined where unknown."""
        if self.geography is None and not self.region:
            return []
        where = self.geography or self.region
        if _NOT_KNOWN in where:
            raise Undetermined(f"where {self.text} answers is not known")
        return [] if is_approved_place(where, approved) else [where]


def model_named(text: str) -> ModelName | None:
    """What an id or an ARN names, a question mark for each part that is not known.

    None for what the account made itself, a profile, a custom model, provisioned throughput: that is judged as such.
    """
    found = _ARN.fullmatch(text)
    if found is None and (":" in text.partition("/")[0] and text.startswith("arn")):
        return None
    kind, id_, region = (found["kind"], found["id"], found["region"]) if found else ("", text, "")
    if kind and _NOT_KNOWN not in kind and kind not in _OF_AWS:
        return None
    head, _, rest = id_.partition(".")
    if not rest and kind not in _OF_AWS and _NOT_KNOWN not in id_:
        return None
    if (rest and head in GEOGRAPHIES) or (head in {_NOT_KNOWN, "*"} and "." in rest):
        return ModelName(text, rest, head, region)
    return ModelName(text, id_, None, "" if kind == "inference-profile" else region)


def any_model_named(text: str) -> ModelName | None:
    """Like `model_named` where models of every provider may be named: what is no ARN is the id of one (`gpt-5`)."""
    return model_named(text) or (None if text.startswith("arn:") else ModelName(text, text, None, ""))


def package_named(text: str) -> ModelName | None:
    """What names a package of SageMaker outside of every group, as those of AWS Marketplace are, or a model of a hub.

    A question mark for each part that is not known. None for a version of the registry, which is approved there.
    https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModelPackage.html
    https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InferenceHubAccessConfig.html
    """
    found = re.fullmatch(_PACKAGE, text) or re.fullmatch(_OF_A_HUB, text)
    return None if found is None else ModelName(text, found["id"], None, "")


def names_a_model(text: str) -> bool:
    """The whole of a text is the id of a model of Bedrock, or the ARN of one."""
    return _ARN.fullmatch(text) is not None or _ID.fullmatch(text) is not None


def is_approved_place(place: str, approved: Iterable[str]) -> bool:
    """A region, a pattern of regions, or a geography is among those that patterns approve.

    A geography is where all that it may lead to is, or where it is named itself (`eu`, `global`).
    """
    spelt = {place, GEOGRAPHIES.get(place, place)}
    return any(fnmatchcase(each, pattern) for each in spelt for pattern in approved)
