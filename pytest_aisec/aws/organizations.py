"""AWS Organizations."""

from __future__ import annotations

from pytest_aisec.aws.policy_documents import PolicyStatement
from pytest_aisec.model.attribute import REQUIRED, PerDialect, text
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.derived import document
from pytest_aisec.model.links import blocks, fellows
from pytest_aisec.model.resource import Names, Resource, statement


class Organization(
    Resource,
    terraform="aws_organizations_organization",
    cloudformation="AWS::Organizations::Organization",
    live=Listing(
        "organizations",
        "DescribeOrganization",
        "[Organization]",
        id="Arn",
        scope="account",
        absent=("AWSOrganizationsNotInUseException",),
    ),
    names=Names(cloudformation=("Id",), live=("Arn", "Id")),
):
    """The organization that an account belongs to.

    https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeOrganization.html
    """


class ServiceControlPolicy(
    Resource,
    terraform="aws_organizations_policy",
    cloudformation="AWS::Organizations::Policy",
    live=Listing(
        "organizations",
        "ListPolicies",
        "Policies",
        id="Arn",
        parameters={"Filter": "SERVICE_CONTROL_POLICY"},
        describe=Call("organizations", "DescribePolicy", {"PolicyId": "Id"}),
        described="Policy",
        scope="account",
        absent=("AWSOrganizationsNotInUseException",),
    ),
    names=Names(cloudformation=("Id",), live=("Arn", "Id")),
):
    """A policy of an organization; those of other types than service control are not judged.

    https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
    """

    kind = text(
        default=PerDialect(terraform="SERVICE_CONTROL_POLICY", cloudformation=REQUIRED, live=REQUIRED),
        terraform="type",
        cloudformation="Type",
        live="Type",
    )
    statements = blocks(
        PolicyStatement,
        terraform=document("content"),
        cloudformation=document("Content"),
        live=document("Content"),
    )
    beside = fellows(lambda: ServiceControlPolicy)

    @statement
    def confines_models_to_regions(self) -> bool:
        """It denies calls of models outside of named regions."""
        return any(
            each.effect == "Deny"
            and each.covers("bedrock:InvokeModel")
            and any(
                test.key == "aws:requestedregion" and test.operator.lower().startswith("stringnot")
                for test in each.conditions
            )
            for each in self.statements
        )
