"""AWS Config."""

from __future__ import annotations

from pytest_aisec.model.attribute import REQUIRED, PerDialect, boolean, text, texts
from pytest_aisec.model.calls import Batch, Listing
from pytest_aisec.model.paths import call, companion
from pytest_aisec.model.resource import Names, Resource


class ConfigurationRecorder(
    Resource,
    terraform="aws_config_configuration_recorder",
    cloudformation="AWS::Config::ConfigurationRecorder",
    live=Listing("config", "DescribeConfigurationRecorders", "ConfigurationRecorders", id="name"),
    names=Names(terraform=("name",), cloudformation=("Name",), live=("name", "arn")),
):
    """What keeps the history of settings in a region.

    https://docs.aws.amazon.com/config/latest/APIReference/API_ConfigurationRecorder.html
    """

    records_all_types = boolean(
        default=PerDialect(terraform=True, cloudformation=True, live=False),
        terraform="recording_group.all_supported",
        cloudformation="RecordingGroup.AllSupported",
        live="recordingGroup.allSupported",
    )
    """All types where it names none, and AWS adds new ones by itself.

    https://docs.aws.amazon.com/config/latest/APIReference/API_RecordingGroup.html
    """
    strategy = text(
        among=("ALL_SUPPORTED_RESOURCE_TYPES", "INCLUSION_BY_RESOURCE_TYPES", "EXCLUSION_BY_RESOURCE_TYPES"),
        default=None,
        terraform="recording_group.recording_strategy.use_only",
        cloudformation="RecordingGroup.RecordingStrategy.UseOnly",
        live="recordingGroup.recordingStrategy.useOnly",
    )
    recorded_types = texts(
        terraform="recording_group.resource_types",
        cloudformation="RecordingGroup.ResourceTypes",
        live="recordingGroup.resourceTypes",
    )
    excluded_types = texts(
        terraform="recording_group.exclusion_by_resource_types.resource_types",
        cloudformation="RecordingGroup.ExclusionByResourceTypes.ResourceTypes",
        live="recordingGroup.exclusionByResourceTypes.resourceTypes",
    )
    recording = boolean(
        default=PerDialect(terraform=False, cloudformation=True, live=REQUIRED),
        terraform=companion("aws_config_configuration_recorder_status", by="name") / "is_enabled",
        cloudformation="StartedOnCreate",
        live=call(
            "config",
            "DescribeConfigurationRecorderStatus",
            {"ConfigurationRecorderNames": "[name]"},
            batch=Batch("ConfigurationRecorderNames", 20, "ConfigurationRecordersStatus", "name"),
        )
        / "ConfigurationRecordersStatus.0.recording",
    )
    """Terraform starts it beside it; CloudFormation as soon as there is somewhere to deliver to.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-config-configurationrecorder.html
    """
