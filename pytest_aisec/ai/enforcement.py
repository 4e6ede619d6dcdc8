"""Whether a guardrail that an account enforces stands before the calls of models that statements allow."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pytest_aisec.aws import account, bedrock, iam
from pytest_aisec.declarations import Dialect
from pytest_aisec.model.attribute import items_of
from pytest_aisec.model.derived import known_parts
from pytest_aisec.model.matching import Regex
from pytest_aisec.values import Located, PartlyKnown
from pytest_aisec.verdicts import Undetermined

_REGION = Regex(r"arn:[^:]*:bedrock:([^:]*):")
_OF_THE_STACK = "AWS::Region"
_ANYWHERE = "*"


def stands_before(
    calling: Iterable[iam.Statement], guards: Sequence[bedrock.EnforcedGuardrail], regions: Sequence[account.Region]
) -> bool:
    """Whether every call that some statements allow passes an enforced guardrail. No statements: calls in any region.

    An enforced guardrail holds for a region, and permissions for all of them. It counts where it looks at all of what
    is asked of every model, and where all regions that the statements name have one. Of statements that name no region
    the answer is no where a region that was read has none; otherwise it raises Undetermined, as for a template, which
    is for one region, beside statements about others.

    https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-enforcements.html
    """
    able = [each for each in guards if each.is_for_every_model and each.messages == "COMPREHENSIVE"]
    if not able:
        return False
    named = {region for each in calling for region in _regions_of(each)} or {_ANYWHERE}
    if able[0].dialect is not Dialect.LIVE:
        if named == {_OF_THE_STACK}:
            return True
        raise Undetermined(
            f"{able[0].address} is enforced in one region: whether models are called in others is not known"
        )
    guarded = {each.declaration.region for each in able}
    if not any("*" in region or "?" in region for region in named):
        return named <= guarded
    if any(each.name not in guarded for each in regions):
        return False
    raise Undetermined("every region that was read enforces a guardrail; whether others do is not known")


def _regions_of(statement: iam.Statement) -> Iterable[str]:
    """The regions in which a statement lets call models: those of its condition, or else those of its resources."""
    asked = [test for test in statement.conditions if test.key == "aws:requestedregion" and test.is_fixed]
    if asked:
        return [value if isinstance(value, str) else _ANYWHERE for test in asked[:1] for value in test.values]
    resources = items_of(iam.Statement.resources.path(statement.dialect).locate(statement))
    return [_region_of(each) for each in resources]


def _region_of(resource: Located) -> str:
    if isinstance(resource.value, PartlyKnown):
        before = ""
        for part in resource.value.parts:
            if isinstance(part, str):
                before += part
            elif re.search(r":bedrock:$", before):
                return _OF_THE_STACK if (part.identity or "").endswith(_OF_THE_STACK) else _ANYWHERE
            else:
                before += "?"
    found = _REGION.match(known_parts(resource))
    return found[1] if found and found[1] else _ANYWHERE
