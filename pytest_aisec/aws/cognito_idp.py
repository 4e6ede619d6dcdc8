"""Amazon Cognito: user pools."""

from __future__ import annotations

from pytest_aisec.model.attribute import text
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.resource import Names, Resource


def pool_of(issuer: str) -> str | None:
    """The id of the user pool that issues tokens at an address; None for other issuers."""
    return issuer.rstrip("/").rpartition("/")[2] if "cognito-idp." in issuer else None


class UserPool(
    Resource,
    terraform="aws_cognito_user_pool",
    cloudformation="AWS::Cognito::UserPool",
    live=Listing(
        "cognito-idp",
        "ListUserPools",
        "UserPools",
        id="Id",
        parameters={"MaxResults": 60},
        describe=Call("cognito-idp", "DescribeUserPool", {"UserPoolId": "Id"}),
        described="UserPool",
    ),
    names=Names(terraform=("endpoint",), cloudformation=("UserPoolId", "ProviderURL"), live=("Id", "Arn")),
):
    """The people who may sign in to an application.

    https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserPoolType.html
    """

    mfa = text(
        among=("OFF", "ON", "OPTIONAL"),
        default="OFF",
        terraform="mfa_configuration",
        cloudformation="MfaConfiguration",
    )
    """Whether nobody, everybody, or whoever wants to has a second factor."""
