"""What GuardDuty looks after: machines, buckets, accounts of the organization."""

from __future__ import annotations

from pytest_aisec.aws import organizations, s3
from pytest_aisec.declarations import Dialect
from pytest_aisec.model.attribute import boolean, text, texts, unstated
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.convert import switch
from pytest_aisec.model.derived import never
from pytest_aisec.model.links import blocks, fellows, link
from pytest_aisec.model.resource import Block, Names, Resource, answer, statement
from pytest_aisec.values import Reference
from pytest_aisec.verdicts import Undetermined

_ON = switch(ENABLED=True, DISABLED=False)


class Coverage(
    Resource,
    live=Listing(
        "guardduty",
        "ListCoverage",
        "Resources",
        id="ResourceId",
        per="AWS::GuardDuty::Detector",
        per_parameters={"DetectorId": "DetectorId"},
    ),
):
    """An instance or cluster, by whether the agent of runtime monitoring reports from it.

    https://docs.aws.amazon.com/guardduty/latest/ug/runtime-monitoring-assessing-coverage.html
    """

    healthy = boolean(
        default=unstated("the status is not told"),
        switch=switch(HEALTHY=True, UNHEALTHY=False),
        live="CoverageStatus",
    )


_EVERYBODY = switch(ALL=True, NEW=False, NONE=False)


class OrganizationFeature(Resource, terraform="aws_guardduty_organization_configuration_feature"):
    """Whether one protection plan is switched on for all accounts, as Terraform declares it."""

    name = text()
    for_everybody = boolean(switch=_EVERYBODY, terraform="auto_enable")
    detector = text(terraform="detector_id")


_NOT_THE_ADMINISTRATOR = (
    "BadRequestException: invalid or out-of-range value",
    "BadRequestException: Organization master permission",
    "BadRequestException: delegated administrator",
)
"""What is said to accounts that do not administer GuardDuty for their organization. The code alone also stands for a
detector that is of another account, or that is gone.

https://github.com/turbot/steampipe-plugin-aws (its table of the features of organizations quotes the first),
https://github.com/hashicorp/terraform-provider-aws/issues/34765,
https://github.com/aws-samples/aws-security-reference-architecture-examples/issues/141
"""


class ToldFeature(Block):
    """The same, as an account tells it."""

    name = text()
    for_everybody = boolean(switch=_EVERYBODY, live="AutoEnable")


class OrganizationConfiguration(
    Resource,
    terraform="aws_guardduty_organization_configuration",
    live=Listing(
        "guardduty",
        "DescribeOrganizationConfiguration",
        "[@][?AutoEnableOrganizationMembers]",
        id="join(' ', ['accounts of the organization in', $source.Region])",
        per="AWS::GuardDuty::Detector",
        per_parameters={"DetectorId": "DetectorId"},
        absent=_NOT_THE_ADMINISTRATOR,
    ),
):
    """What GuardDuty does with the accounts of the organization. Only its administrator can read it.

    https://docs.aws.amazon.com/guardduty/latest/APIReference/API_DescribeOrganizationConfiguration.html
    """

    for_everybody = boolean(
        default=False,
        switch=_EVERYBODY,
        terraform="auto_enable_organization_members",
        live="AutoEnableOrganizationMembers",
    )
    detector = text(terraform="detector_id", live=never("it is asked for by its detector"))
    declared_features = fellows(lambda: OrganizationFeature)
    policies = fellows(lambda: organizations.EffectiveGuardDutyPolicy)
    """What the organization itself decides for the account of the administrator."""
    told_features = blocks(ToldFeature, terraform=never("they are resources of their own"), live="Features")

    @statement
    def is_on_for_everybody(self) -> bool:
        """GuardDuty is switched on for all accounts: by its administrator, or perhaps by policies of the organization.

        https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_guardduty.html
        """
        return self.for_everybody or self._may_be_on_by_policy()

    def _may_be_on_by_policy(self) -> bool:
        for each in self.policies if self.dialect is Dialect.LIVE else ():
            raise Undetermined(
                f"{each.address} in the account of the administrator: for which others it is is not told"
            )
        return False

    @answer
    def protects_everybody(self, plan: str) -> bool:
        """A protection plan is switched on for all accounts, as `is_on_for_everybody`."""
        if self.dialect is Dialect.LIVE:
            told = any(each.name == plan and each.for_everybody for each in self.told_features)
            return told or self._may_be_on_by_policy()
        features = [each for each in self.declared_features if not self._is_of_another(each)]
        return any(each.name == plan and each.for_everybody for each in features)

    def _is_of_another(self, feature: OrganizationFeature) -> bool:
        """Whether a feature is surely of another detector, which is that of another region."""
        own = OrganizationConfiguration.detector.locate(self).value
        other = OrganizationFeature.detector.locate(feature).value
        if isinstance(own, Reference) and isinstance(other, Reference):
            return own.target != other.target
        return isinstance(own, str) and isinstance(other, str) and own != other


class MalwareProtectionPlan(
    Resource,
    terraform="aws_guardduty_malware_protection_plan",
    cloudformation="AWS::GuardDuty::MalwareProtectionPlan",
    live=Listing(
        "guardduty",
        "ListMalwareProtectionPlans",
        "MalwareProtectionPlans",
        id="MalwareProtectionPlanId",
        describe=Call("guardduty", "GetMalwareProtectionPlan", {"MalwareProtectionPlanId": "MalwareProtectionPlanId"}),
    ),
    names=Names(cloudformation=("MalwareProtectionPlanId",), live=("MalwareProtectionPlanId", "Arn")),
):
    """What looks for malware in new objects of a bucket.

    https://docs.aws.amazon.com/guardduty/latest/ug/gdu-malware-protection-s3.html
    """

    bucket = link(
        lambda: s3.Bucket,
        terraform="protected_resource.s3_bucket.bucket_name",
        cloudformation="ProtectedResource.S3Bucket.BucketName",
    )
    prefixes = texts(
        terraform="protected_resource.s3_bucket.object_prefixes",
        cloudformation="ProtectedResource.S3Bucket.ObjectPrefixes",
    )
    tags_objects = boolean(
        default=False, switch=_ON, terraform="actions.tagging.status", cloudformation="Actions.Tagging.Status"
    )
    works = boolean(
        default=True,
        switch=switch(ACTIVE=True, WARNING=True, ERROR=False),
        terraform=never("whether it works is seen once it runs"),
        cloudformation=never("whether it works is seen once it runs"),
        live="Status",
    )
