"""What organisations decide differently: typed settings that policies take as a parameter."""

from __future__ import annotations

import dataclasses
import re
import types
import typing
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

T = TypeVar("T")


def setting(default: T, meaning: str, *, at_least: int | None = None, among: Sequence[str] = ()) -> T:
    """A field of a section: its default, what it means (shown by `--aisec-settings`), and what it may be."""
    metadata = {"meaning": meaning, "at_least": at_least, "among": tuple(among)}
    given: T = dataclasses.field(default=default, metadata=metadata)
    return given


class BadSetting(Exception):
    """A value that a setting does not take."""


class Section:
    """A table of settings: a frozen dataclass whose fields are numbers, texts, booleans, or lists of them.

    A pack of policies brings its own: `@dataclass(frozen=True) class Ours(Section, table="ours")` is read from
    `[tool.aisec.settings.ours]`.
    """

    table: ClassVar[str] = ""

    def __init_subclass__(cls, *, table: str = "", **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.table = table or cls.table

    @classmethod
    def names(cls) -> list[str]:
        """The names of the settings, in the order in which they are written."""
        return [field.name for field in dataclasses.fields(typing.cast("Any", cls))]

    @classmethod
    def meaning_of(cls, name: str) -> str:
        """What a setting means."""
        return str(_field(cls, name).metadata.get("meaning", ""))

    @classmethod
    def default_of(cls, name: str) -> object:
        """What a setting is when nobody says otherwise."""
        return _field(cls, name).default

    @classmethod
    def converted(cls, name: str, value: object) -> object:
        """A value of the type of a setting. Raises BadSetting for what it does not take."""
        field = _field(cls, name)
        kind = typing.get_type_hints(cls)[name]
        found = _converted(kind, value)
        at_least = field.metadata.get("at_least")
        if at_least is not None and isinstance(found, int | float) and found < at_least:
            raise BadSetting(f"takes a number from {at_least} up, not {found}")
        among = field.metadata.get("among") or ()
        for word in found if isinstance(found, tuple) else (found,):
            if among and word not in among:
                raise BadSetting(f"takes {', '.join(among)}, not {word!r}")
        return found

    @classmethod
    def written(cls, name: str, text: str) -> object:
        """The value of a setting from the command line, lists with commas. Raises BadSetting."""
        kind = typing.get_type_hints(cls)[name]
        if typing.get_origin(kind) is tuple:
            item = typing.get_args(kind)[0]
            words = [word.strip() for word in text.split(",") if word.strip()]
            return cls.converted(name, [_read(item, word) for word in words])
        return cls.converted(name, _read(kind, text))


def _field(section: type[Section], name: str) -> dataclasses.Field[Any]:
    return next(field for field in dataclasses.fields(typing.cast("Any", section)) if field.name == name)


def _read(kind: type, text: str) -> object:
    if kind is bool:
        return {"true": True, "false": False}.get(text.lower(), text)
    if kind in {int, float} and re.fullmatch(r"-?\d+", text):
        return int(text)
    return float(text) if kind is float and re.fullmatch(r"-?\d+\.\d+", text) else text


_WORDS: dict[object, str] = {int: "a whole number", float: "a number", str: "a text", bool: "true or false"}


def _converted(kind: Any, value: object) -> object:
    if isinstance(kind, types.GenericAlias) and typing.get_origin(kind) is tuple:
        item = typing.get_args(kind)[0]
        if not isinstance(value, list | tuple):
            raise BadSetting(f"takes a list, not {value!r}")
        return tuple(_converted(item, each) for each in value)
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise BadSetting(f"takes {_WORDS[kind]}, not {value!r}")
    return value


@dataclass(frozen=True)
class Settings(Section):
    """The settings of the bundled policies, in `[tool.aisec.settings]`."""

    required_tags: tuple[str, ...] = setting(
        ("owner", "data-classification", "environment", "approval"),
        "tags that AI resources carry; case, - and _ do not matter",
    )
    access_key_days: int = setting(90, "how many days an access key may be in use", at_least=1)
    unused_days: int = setting(45, "after how many days without use a credential is to be removed", at_least=1)
    guardrail_entities: tuple[str, ...] = setting(
        (
            "AWS_ACCESS_KEY",
            "AWS_SECRET_KEY",
            "PASSWORD",
            "CREDIT_DEBIT_CARD_NUMBER",
            "US_SOCIAL_SECURITY_NUMBER",
            "CA_HEALTH_NUMBER",
            "UK_NATIONAL_HEALTH_SERVICE_NUMBER",
        ),
        "what guardrails stop in requests and answers; by default secrets, cards, and the numbers of patients",
    )
    model_ports: tuple[int, ...] = setting(
        (5000, 6006, 6333, 7860, 8000, 8001, 8002, 8080, 8265, 8501, 8888, 9200, 11434, 19530),
        "ports of model servers and AI tools, which the internet does not reach; by default those of MLflow, "
        "TensorBoard, Qdrant, Gradio, vLLM, Triton, TGI, Ray, TensorFlow Serving, Jupyter, OpenSearch, Ollama, Milvus",
    )
    admin_ports: tuple[int, ...] = setting(
        (22, 3389, 5985, 5986),
        "ports of remote shells, which security groups keep from the internet; by default SSH, Remote Desktop, WinRM",
    )
    network_acl_admin_ports: tuple[int, ...] = setting(
        (22, 3389),
        "ports of remote shells, which network ACLs keep from the internet: of the high ones, answers come back to any",
    )
    cluster_api_bits: int = setting(
        16,
        "how long the prefix of a range of IPv4 addresses is at least that the API of a cluster answers; twice that "
        "for IPv6",
        at_least=0,
    )
    trusted_accounts: tuple[str, ...] = setting(
        (),
        "numbers of accounts that may write AI data and assume roles, the own one included; canonical ids for buckets",
    )
    waf_rule_groups: tuple[str, ...] = setting(
        (
            "AWSManagedRulesCommonRuleSet",
            "AWSManagedRulesKnownBadInputsRuleSet",
            "AWSManagedRulesAmazonIpReputationList",
        ),
        "managed rule groups that every web ACL enforces",
    )
    waf_body_kilobytes: int = setting(
        64, "how much of a request's body a web ACL looks at: 16, 32, 48 or 64", at_least=8
    )
    waf_hidden_headers: tuple[str, ...] = setting(
        ("authorization", "x-api-key"), "headers that the logs of web ACLs leave out"
    )
    notebook_platforms: tuple[str, ...] = setting(
        ("notebook-al2023-v1", "notebook-al2023-v2"),
        "platforms of notebook instances that still get security updates",
    )
    approved_models: tuple[str, ...] = setting(
        (),
        "patterns of ids of Bedrock models that may be used, with or without a geography, e.g. anthropic.*, "
        "us.amazon.nova-*, and of names of packages of AWS Marketplace and models of JumpStart that SageMaker may "
        "serve, e.g. cohere-embed-*; none: every model",
    )
    approved_regions: tuple[str, ...] = setting(
        (),
        "patterns of regions in which models may run, e.g. eu-central-1, eu-*; profiles that answer in several regions "
        "need all of them, or their prefix (eu, global); none: every region",
    )
    approved_providers: tuple[str, ...] = setting((), "other providers of models whose keys may be used, e.g. openai")
    unapproved_services: tuple[str, ...] = setting(
        (), "prefixes of services that service control policies deny, e.g. q, qbusiness, rekognition"
    )
    secret_detectors: tuple[str, ...] = setting(
        (), "files of detectors of your own for detect-secrets, relative to the root directory"
    )
    approval_tag: str = setting("approval", "the tag by which self-hosted inference is approved")
    inspector_score: float = setting(7.0, "from which Inspector score on a finding counts", at_least=0)
    inspector_epss: float = setting(
        0.5, "from which probability of being exploited (EPSS) a finding counts", at_least=0
    )
    key_rotation_days: int = setting(365, "after how many days a key is rotated at the latest", at_least=90)
    key_deletion_days: int = setting(30, "how many days a key waits before it is deleted", at_least=7)
    finding_days: int = setting(30, "how many days a high finding may stay open", at_least=0)
    evaluation_days: int = setting(90, "how many days ago the answers of models were judged last, at most", at_least=1)
    log_days: int = setting(365, "how many days logs are kept at least", at_least=1)
