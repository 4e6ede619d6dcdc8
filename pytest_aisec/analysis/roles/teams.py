"""AI teams: users and groups that are given permissions on AI services."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_aisec.analysis.identity import AI_SERVICES, attached, aws_name, statements_held
from pytest_aisec.analysis.membership import Member, select
from pytest_aisec.analysis.roles.registry import Role, finds
from pytest_aisec.aws import iam
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.matching import Regex
from pytest_aisec.model.resource import Resource

_OF_AI = Regex(r"Amazon(Bedrock|SageMaker|Q)\w*|(Bedrock|AmazonBedrock)AgentCore\w*|AmazonS3Vectors\w*")
"""Names of policies of AWS that are about AI services.

https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
"""


@finds(Role.AI_TEAM, among=(iam.User, iam.Group))
def ai_teams(inventory: Inventory) -> Iterator[Member]:
    """The users and groups whose policies name an AI service; that somebody may do everything says nothing of AI."""
    return select((each for each in inventory if isinstance(each, iam.User | iam.Group)), _why)


def _why(holder: Resource) -> str | None:
    assert isinstance(holder, iam.User | iam.Group)
    for policy in attached(holder):
        if _OF_AI.fullmatch(aws_name(policy) or ""):
            return f"{aws_name(policy)} of AWS is attached to it"
    for statement in statements_held(holder, read_only=True):
        for action in statement.actions if statement.effect == "Allow" else ():
            if action.partition(":")[0].lower() in AI_SERVICES:
                return f"a policy of it allows {action}"
    return None
