"""Amazon Cognito: identity pools."""

from __future__ import annotations

from pytest_aisec.aws import iam
from pytest_aisec.model.attribute import REQUIRED, PerDialect, boolean
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.links import link
from pytest_aisec.model.paths import call, companion
from pytest_aisec.model.resource import Names, Resource
from pytest_aisec.model.structure import decoded


class IdentityPool(
    Resource,
    terraform="aws_cognito_identity_pool",
    cloudformation="AWS::Cognito::IdentityPool",
    live=Listing(
        "cognito-identity",
        "ListIdentityPools",
        "IdentityPools",
        id="IdentityPoolId",
        parameters={"MaxResults": 60},
        describe=Call("cognito-identity", "DescribeIdentityPool", {"IdentityPoolId": "IdentityPoolId"}),
    ),
    names=Names(live=("IdentityPoolId",)),
):
    """What gives the users of an application credentials of the account.

    https://docs.aws.amazon.com/cognito/latest/developerguide/identity-pools.html
    """

    admits_guests = boolean(
        default=PerDialect(terraform=False, cloudformation=REQUIRED, live=False),
        terraform="allow_unauthenticated_identities",
        cloudformation="AllowUnauthenticatedIdentities",
        live="AllowUnauthenticatedIdentities",
    )
    guest_role = link(
        lambda: iam.Role,
        terraform=companion("aws_cognito_identity_pool_roles_attachment", by="identity_pool_id")
        / "roles.unauthenticated",
        cloudformation=decoded(companion("AWS::Cognito::IdentityPoolRoleAttachment", by="IdentityPoolId") / "Roles")
        / "unauthenticated",
        live=call("cognito-identity", "GetIdentityPoolRoles", {"IdentityPoolId": "IdentityPoolId"})
        / "Roles.unauthenticated",
    )
    """The role of whoever has not signed in."""
