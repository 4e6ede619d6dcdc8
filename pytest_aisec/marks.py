"""The marks of policies as decorators that editors complete and type checkers know."""

from __future__ import annotations

from functools import cache
from types import FunctionType
from typing import TYPE_CHECKING, Any, Literal, TypedDict, TypeVar, overload

import pytest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Unpack

Marked = TypeVar("Marked", bound=Any)


class Equivalents(TypedDict, total=False):
    """Ids by the tools that have them."""

    checkov: str | Sequence[str]
    prowler: str | Sequence[str]
    trivy: str | Sequence[str]
    kics: str | Sequence[str]
    security_hub: str | Sequence[str]
    cfn_guard: str | Sequence[str]
    config: str | Sequence[str]


class PolicyMark(pytest.MarkDecorator):
    """A mark to put on a policy, as `pytest.mark` makes it: `@marks.soc2("CC6.1")`, `pytestmark = marks.soc2("CC6.1")`.

    Decorating a function takes less than a fifth of what pytest takes, which goes through the earlier marks each time,
    and every run imports hundreds of policies with nine each.
    """

    def __init__(self, decorator: pytest.MarkDecorator) -> None:
        self.mark = decorator.mark

    @overload
    def __call__(self, marked: Marked) -> Marked: ...
    @overload
    def __call__(self, *args: object, **kwargs: object) -> pytest.MarkDecorator: ...
    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """The function or class itself, marked. Raises what pytest raises where nothing can be marked."""
        marked = args[0] if len(args) == 1 and not kwargs else None
        before = getattr(marked, "pytestmark", [])
        if type(marked) is not FunctionType or marked.__name__ == "<lambda>" or type(before) is not list:
            return super().__call__(*args, **kwargs)
        # a new list: the other may be lent by a function that this one wraps
        marked.__dict__["pytestmark"] = [*before, self.mark]
        return marked


class FrameworkMark:
    """The mark of one framework: takes ids of its controls, which are checked when tests are collected."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, *controls: str) -> PolicyMark:
        """The mark that says: the policy gives evidence for these controls."""
        return made(self.name, *controls)


def severity(level: Literal["critical", "high", "medium", "low"]) -> PolicyMark:
    """How bad a violation is. Without this mark it is medium."""
    return made("severity", level)


def equivalent(**ids: Unpack[Equivalents]) -> PolicyMark:
    """What other tools call the policy: `equivalent(checkov="CKV_AWS_1", trivy=("AWS-0001", "AWS-0002"))`."""
    return PolicyMark(pytest.mark.equivalent(**ids))


@cache
def made(name: str, *arguments: str) -> PolicyMark:
    """A mark, made once: dozens of policies have the same.

    Raises TypeError for what is no text, such as the policy itself under a decorator without parentheses.
    """
    if not all(isinstance(each, str) for each in arguments):
        raise TypeError(f"the mark {name} takes texts in parentheses, not {arguments!r}")
    return PolicyMark(_plain(name).with_args(*arguments))


@cache
def _plain(name: str) -> pytest.MarkDecorator:
    """The mark of that name without arguments, of which pytest looks whether there is one."""
    found: pytest.MarkDecorator = getattr(pytest.mark, name)
    return found


aws_agentic_lens = FrameworkMark("aws_agentic_lens")
aws_genai_lens = FrameworkMark("aws_genai_lens")
aws_security_hub = FrameworkMark("aws_security_hub")
cis_aws = FrameworkMark("cis_aws")
eu_ai_act = FrameworkMark("eu_ai_act")
fedramp_20x = FrameworkMark("fedramp_20x")
gdpr = FrameworkMark("gdpr")
hipaa = FrameworkMark("hipaa")
iso_27001 = FrameworkMark("iso_27001")
iso_42001 = FrameworkMark("iso_42001")
mitre_atlas = FrameworkMark("mitre_atlas")
nist_800_53 = FrameworkMark("nist_800_53")
nist_ai_rmf = FrameworkMark("nist_ai_rmf")
owasp_agentic = FrameworkMark("owasp_agentic")
owasp_llm = FrameworkMark("owasp_llm")
pci_dss = FrameworkMark("pci_dss")
soc2 = FrameworkMark("soc2")
