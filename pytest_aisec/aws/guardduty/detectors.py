"""The detector of Amazon GuardDuty, with its protection plans."""

from __future__ import annotations

from pytest_aisec.declarations import Dialect
from pytest_aisec.model.attribute import REQUIRED, PerDialect, boolean, text
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.convert import switch
from pytest_aisec.model.derived import never
from pytest_aisec.model.links import blocks
from pytest_aisec.model.paths import companion, every
from pytest_aisec.model.resource import Block, Names, Resource, answer
from pytest_aisec.verdicts import Undetermined

_ON = switch(ENABLED=True, DISABLED=False)


class AdditionalConfiguration(Block):
    """A part of a feature: for which machines GuardDuty installs and updates its agent by itself."""

    name = text()
    enabled = boolean(switch=_ON, terraform="status", cloudformation="Status")


class Feature(Block):
    """A protection plan of a detector.

    https://docs.aws.amazon.com/guardduty/latest/APIReference/API_DetectorFeatureConfiguration.html
    """

    name = text()
    enabled = boolean(switch=_ON, terraform="status", cloudformation="Status")
    parts = blocks(
        AdditionalConfiguration, terraform="additional_configuration", cloudformation="AdditionalConfiguration"
    )


class Detector(
    Resource,
    terraform="aws_guardduty_detector",
    cloudformation="AWS::GuardDuty::Detector",
    live=Listing(
        "guardduty",
        "ListDetectors",
        "DetectorIds[].{DetectorId: @}",
        id="DetectorId",
        describe=Call("guardduty", "GetDetector", {"DetectorId": "DetectorId"}),
    ),
    names=Names(cloudformation=("Id",), live=("DetectorId",)),
):
    """The detector of one region."""

    enabled = boolean(
        default=PerDialect(terraform=True, cloudformation=REQUIRED, live=REQUIRED),
        switch=switch(ENABLED=True, DISABLED=False),
        terraform="enable",
        cloudformation="Enable",
        live="Status",
    )
    """On unless Terraform says otherwise; CloudFormation wants it said.

    https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/guardduty_detector,
    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-guardduty-detector.html
    """
    features = blocks(Feature, terraform=every(companion("aws_guardduty_detector_feature", by="detector_id")))
    s3_logs_enabled = boolean(
        default=True,
        switch=_ON,
        terraform="datasources.s3_logs.enable",
        cloudformation="DataSources.S3Logs.Enable",
        live="DataSources.S3Logs.Status",
    )
    """The older way to say whether S3 is protected, beside the feature S3_DATA_EVENTS."""
    audit_logs_enabled = boolean(
        default=None,
        switch=_ON,
        terraform="datasources.kubernetes.audit_logs.enable",
        cloudformation="DataSources.Kubernetes.AuditLogs.Enable",
        live=never("an account tells of every plan"),
    )
    """The same beside EKS_AUDIT_LOGS."""
    volumes_enabled = boolean(
        default=None,
        switch=_ON,
        terraform="datasources.malware_protection.scan_ec2_instance_with_findings.ebs_volumes.enable",
        cloudformation="DataSources.MalwareProtection.ScanEc2InstanceWithFindings.EbsVolumes",
        live=never("an account tells of every plan"),
    )
    """The same beside EBS_MALWARE_PROTECTION."""

    @answer
    def protects(self, plan: str) -> bool:
        """It is on, and so is one of its protection plans (`S3_DATA_EVENTS`).

        An account tells of every plan. Where a file says nothing, a new detector has every plan on but runtime
        monitoring; AI protection is younger than most detectors, which do not get it by themselves.
        https://docs.aws.amazon.com/guardduty/latest/APIReference/API_CreateDetector.html
        """
        if not self.enabled:
            return False
        for feature in self.features:
            if feature.name == plan:
                return feature.enabled
        if self.dialect is Dialect.LIVE or plan in OPTIONAL:
            return False
        if plan == "S3_DATA_EVENTS":
            return self.s3_logs_enabled
        older = self.audit_logs_enabled if plan == "EKS_AUDIT_LOGS" else None
        older = self.volumes_enabled if plan == "EBS_MALWARE_PROTECTION" else older
        if older is not None:
            return older
        raise Undetermined(f"{self.address} does not state {plan}: a detector that is older than it has it off")

    @answer
    def installs_agents(self, part: str) -> bool:
        """Runtime monitoring is on, and GuardDuty installs its agent itself on one kind of machines."""
        if not self.protects("RUNTIME_MONITORING"):
            return False
        return any(
            each.enabled
            for feature in self.features
            if feature.name == "RUNTIME_MONITORING"
            for each in feature.parts
            if each.name == part
        )


OPTIONAL = frozenset({"RUNTIME_MONITORING", "EKS_RUNTIME_MONITORING"})
"""The protection plans that a new detector has off."""
