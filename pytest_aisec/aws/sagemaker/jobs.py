"""Jobs beside training: they prepare data, try settings, label, compile, and answer in bulk."""

from __future__ import annotations

from pytest_aisec.aws import ec2, kms
from pytest_aisec.aws.sagemaker.machines import OnMachines
from pytest_aisec.model.attribute import boolean, integer, text
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.links import blocks, link, links
from pytest_aisec.model.paths import either, every
from pytest_aisec.model.resource import Block, Names, Resource

_RUNNING = {"StatusEquals": "InProgress"}
"""Jobs that are over cannot be changed; of an account those are read that run now."""


class ProcessingJob(
    OnMachines,
    Resource,
    cloudformation="AWS::SageMaker::ProcessingJob",
    live=Listing(
        "sagemaker",
        "ListProcessingJobs",
        "ProcessingJobSummaries",
        id="ProcessingJobArn",
        parameters=_RUNNING,
        describe=Call("sagemaker", "DescribeProcessingJob", {"ProcessingJobName": "ProcessingJobName"}),
    ),
    names=Names(cloudformation=("ProcessingJobArn",), live=("ProcessingJobArn",)),
):
    """A job that prepares data, or judges a model. Terraform declares none.

    https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateProcessingJob.html
    """

    volume_key = link(lambda: kms.Key, cloudformation="ProcessingResources.ClusterConfig.VolumeKmsKeyId")
    output_key = link(lambda: kms.Key, cloudformation="ProcessingOutputConfig.KmsKeyId")
    traffic_encrypted = boolean(default=False, cloudformation="NetworkConfig.EnableInterContainerTrafficEncryption")
    instance_type = text(default=None, cloudformation="ProcessingResources.ClusterConfig.InstanceType")
    machines = integer(cloudformation="ProcessingResources.ClusterConfig.InstanceCount")
    subnets = links(lambda: ec2.Subnet, cloudformation="NetworkConfig.VpcConfig.Subnets")
    network_isolated = boolean(default=False, cloudformation="NetworkConfig.EnableNetworkIsolation")


class TransformJob(
    OnMachines,
    Resource,
    live=Listing(
        "sagemaker",
        "ListTransformJobs",
        "TransformJobSummaries",
        id="TransformJobArn",
        parameters=_RUNNING,
        describe=Call("sagemaker", "DescribeTransformJob", {"TransformJobName": "TransformJobName"}),
    ),
):
    """A job in which a model answers in bulk. Files declare none.

    https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateTransformJob.html
    """

    instance_type = text(default=None, live="TransformResources.InstanceType")
    volume_key = link(lambda: kms.Key, live="TransformResources.VolumeKmsKeyId")
    output_key = link(lambda: kms.Key, live="TransformOutput.KmsKeyId")


_RESOURCES, _TUNING_RESOURCES = "resource_config", "hyper_parameter_tuning_resource_config"


class TuningDefinition(OnMachines, Block):
    """How the training jobs of a tuning job are run."""

    volume_key = link(
        lambda: kms.Key,
        terraform=either(f"{_TUNING_RESOURCES}.volume_kms_key_id", f"{_RESOURCES}.volume_kms_key_id"),
        live=either("HyperParameterTuningResourceConfig.VolumeKmsKeyId", "ResourceConfig.VolumeKmsKeyId"),
    )
    output_key = link(lambda: kms.Key, terraform="output_data_config.kms_key_id", live="OutputDataConfig.KmsKeyId")
    traffic_encrypted = boolean(
        default=False,
        terraform="enable_inter_container_traffic_encryption",
        live="EnableInterContainerTrafficEncryption",
    )
    machines = integer(
        default=2,
        terraform=either(f"{_TUNING_RESOURCES}.instance_count", f"{_RESOURCES}.instance_count"),
        live=either("HyperParameterTuningResourceConfig.InstanceCount", "ResourceConfig.InstanceCount"),
    )
    """How many; where groups of instances are named instead, there are several."""

    instance_type = text(
        default=None,
        terraform=either(f"{_TUNING_RESOURCES}.instance_type", f"{_RESOURCES}.instance_type"),
        live=either("HyperParameterTuningResourceConfig.InstanceType", "ResourceConfig.InstanceType"),
    )
    subnets = links(lambda: ec2.Subnet, terraform="vpc_config.subnets", live="VpcConfig.Subnets")
    network_isolated = boolean(default=False, terraform="enable_network_isolation", live="EnableNetworkIsolation")


class TuningJob(
    Resource,
    terraform="aws_sagemaker_hyper_parameter_tuning_job",
    live=Listing(
        "sagemaker",
        "ListHyperParameterTuningJobs",
        "HyperParameterTuningJobSummaries",
        id="HyperParameterTuningJobArn",
        parameters=_RUNNING,
        describe=Call(
            "sagemaker",
            "DescribeHyperParameterTuningJob",
            {"HyperParameterTuningJobName": "HyperParameterTuningJobName"},
        ),
    ),
    names=Names(terraform=("name",), live=("HyperParameterTuningJobArn",)),
):
    """A job that trains many times, to find the best settings. CloudFormation declares none.

    https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateHyperParameterTuningJob.html
    """

    definitions = blocks(
        TuningDefinition,
        terraform=every("training_job_definition", "training_job_definitions"),
        live=every("TrainingJobDefinition", "TrainingJobDefinitions"),
    )


class AutoMLJob(
    Resource,
    live=Listing(
        "sagemaker",
        "ListAutoMLJobs",
        "AutoMLJobSummaries",
        id="AutoMLJobArn",
        parameters=_RUNNING,
        describe=Call("sagemaker", "DescribeAutoMLJobV2", {"AutoMLJobName": "AutoMLJobName"}),
    ),
):
    """A job that finds a model by itself. Files declare none.

    https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateAutoMLJobV2.html
    """

    volume_key = link(lambda: kms.Key, live="SecurityConfig.VolumeKmsKeyId")
    output_key = link(lambda: kms.Key, live="OutputDataConfig.KmsKeyId")
    traffic_encrypted = boolean(default=False, live="SecurityConfig.EnableInterContainerTrafficEncryption")
    subnets = links(lambda: ec2.Subnet, live="SecurityConfig.VpcConfig.Subnets")


class LabelingJob(
    Resource,
    terraform="aws_sagemaker_labeling_job",
    live=Listing(
        "sagemaker",
        "ListLabelingJobs",
        "LabelingJobSummaryList",
        id="LabelingJobArn",
        parameters=_RUNNING,
        describe=Call("sagemaker", "DescribeLabelingJob", {"LabelingJobName": "LabelingJobName"}),
    ),
    names=Names(terraform=("labeling_job_name", "labeling_job_arn"), live=("LabelingJobArn",)),
):
    """A job in which people, helped by a model, label data. CloudFormation declares none.

    https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateLabelingJob.html
    """

    output_key = link(lambda: kms.Key, terraform="output_config.kms_key_id", live="OutputConfig.KmsKeyId")


class CompilationJob(
    Resource,
    live=Listing(
        "sagemaker",
        "ListCompilationJobs",
        "CompilationJobSummaries",
        id="CompilationJobArn",
        parameters={"StatusEquals": "INPROGRESS"},
        describe=Call("sagemaker", "DescribeCompilationJob", {"CompilationJobName": "CompilationJobName"}),
    ),
):
    """A job that makes a model ready for one kind of machine. Files declare none.

    https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateCompilationJob.html
    """

    output_key = link(lambda: kms.Key, live="OutputConfig.KmsKeyId")
