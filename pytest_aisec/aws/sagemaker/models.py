"""Models: packages, what they run, and the jobs that train them."""

from __future__ import annotations

from pytest_aisec.aws import ec2, ecr, efs, fsx, iam, kms, s3
from pytest_aisec.aws.policy_documents import HasPolicy, PolicyStatement
from pytest_aisec.aws.sagemaker.machines import OnMachines
from pytest_aisec.model.attribute import boolean, integer, text, unstated
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.derived import document
from pytest_aisec.model.links import blocks, link, links
from pytest_aisec.model.paths import call, companion, every, unmapped
from pytest_aisec.model.quantities import moment
from pytest_aisec.model.resource import Block, Names, Resource, statement
from pytest_aisec.verdicts import Undetermined

_FILES = (
    "input_data_config.*.data_source.file_system_data_source.*.file_system_id",
    "InputDataConfig.*.DataSource.FileSystemDataSource.FileSystemId",
)
"""Where a training job names a file system, of EFS or FSx."""


_DESCRIBED = call("sagemaker", "DescribeModelPackage", {"ModelPackageName": "ModelPackageArn"})
_WHO = unmapped("who made and who approved it is seen in an account")


class ModelPackage(
    Resource,
    cloudformation="AWS::SageMaker::ModelPackage",
    live=Listing(
        "sagemaker",
        "ListModelPackages",
        "ModelPackageSummaryList",
        id="ModelPackageArn",
        parameters={"ModelPackageType": "Both"},
    ),
    names=Names(cloudformation=("ModelPackageArn",), live=("ModelPackageArn", "ModelPackageName")),
):
    """A version of a model in the registry. Terraform declares none.

    https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-approve.html
    """

    approval = text(
        among=("Approved", "Rejected", "PendingManualApproval"),
        default=unstated("without a word it is approved outside of groups, and waits inside one"),
        cloudformation="ModelApprovalStatus",
    )
    kms_key = link(
        lambda: kms.Key, cloudformation="SecurityConfig.KmsKeyId", live=_DESCRIBED / "SecurityConfig.KmsKeyId"
    )
    card_status = text(
        among=("Draft", "PendingReview", "Approved", "Archived"),
        default=None,
        cloudformation="ModelCard.ModelCardStatus",
        live=_DESCRIBED / "ModelCard.ModelCardStatus",
    )
    """What has become of the card that is written about it; None without one."""
    created_by = text(default=None, cloudformation=_WHO, live=_DESCRIBED / "CreatedBy.IamIdentity.Arn")
    created_in_studio_by = text(default=None, cloudformation=_WHO, live=_DESCRIBED / "CreatedBy.UserProfileArn")
    changed_by = text(default=None, cloudformation=_WHO, live=_DESCRIBED / "LastModifiedBy.IamIdentity.Arn")
    changed_in_studio_by = text(default=None, cloudformation=_WHO, live=_DESCRIBED / "LastModifiedBy.UserProfileArn")
    changed = moment(cloudformation=_WHO, live=_DESCRIBED / "LastModifiedTime")

    @statement
    def changed_by_another(self) -> bool:
        """Who changed it last, as an approval does, is not who made it; nobody has changed what was approved at once.

        People in Studio share a role: of them the user profiles are compared. Undetermined where SageMaker does not
        tell who it was.
        https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_UserContext.html
        """
        if self.changed is None:
            return False
        people = self.created_in_studio_by, self.changed_in_studio_by
        identities = self.created_by, self.changed_by
        for made, changed in (people, identities):
            if made is not None and changed is not None:
                return made != changed
        raise Undetermined(f"SageMaker does not tell who made and who approved {self.address}")


class ModelPackageGroup(
    HasPolicy,
    Resource,
    terraform="aws_sagemaker_model_package_group",
    cloudformation="AWS::SageMaker::ModelPackageGroup",
    live=Listing("sagemaker", "ListModelPackageGroups", "ModelPackageGroupSummaryList", id="ModelPackageGroupArn"),
    names=Names(
        terraform=("model_package_group_name",),
        cloudformation=("ModelPackageGroupName", "ModelPackageGroupArn"),
        live=("ModelPackageGroupName", "ModelPackageGroupArn"),
    ),
):
    """The versions of one model in the registry, and who may take them.

    https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-deploy-xaccount.html
    """

    statements = blocks(
        PolicyStatement,
        terraform=document(
            companion("aws_sagemaker_model_package_group_policy", by="model_package_group_name") / "resource_policy"
        ),
        cloudformation=document("ModelPackageGroupPolicy"),
        live=document(
            call(
                "sagemaker",
                "GetModelPackageGroupPolicy",
                {"ModelPackageGroupName": "ModelPackageGroupName"},
                absent=("ValidationException: Cannot find resource policy",),
            )
            / "ResourcePolicy"
        ),
    )
    """Those of its policy."""


class Container(Block):
    """One of the containers that a model runs: what it runs, and where that came from."""

    package = link(lambda: ModelPackage, terraform="model_package_name", cloudformation="ModelPackageName")
    """The version of the registry, or of AWS Marketplace, that it runs; None for an image and weights of its own."""


_UNPACKED = tuple(f"{place}.ModelDataSource.S3DataSource.S3Uri" for place in ("PrimaryContainer", "Containers.*"))
"""Where models are loaded from that are not packed into one file, as large ones are.

https://docs.aws.amazon.com/sagemaker/latest/dg/large-model-inference-uncompressed.html
"""
_MORE = "PrimaryContainer.AdditionalModelDataSources.*.S3DataSource.S3Uri"


class Model(
    Resource,
    terraform="aws_sagemaker_model",
    cloudformation="AWS::SageMaker::Model",
    live=Listing(
        "sagemaker",
        "ListModels",
        "Models",
        id="ModelArn",
        describe=Call("sagemaker", "DescribeModel", {"ModelName": "ModelName"}),
    ),
    names=Names(terraform=("name",), cloudformation=("ModelName",), live=("ModelName", "ModelArn")),
):
    """A model that SageMaker can serve."""

    network_isolated = boolean(
        default=False, terraform="enable_network_isolation", cloudformation="EnableNetworkIsolation"
    )
    role = link(lambda: iam.Role, terraform="execution_role_arn", cloudformation="ExecutionRoleArn")
    subnets = links(lambda: ec2.Subnet, terraform="vpc_config.subnets", cloudformation="VpcConfig.Subnets")
    security_groups = links(
        lambda: ec2.SecurityGroup,
        terraform="vpc_config.security_group_ids",
        cloudformation="VpcConfig.SecurityGroupIds",
    )
    artefact_buckets = links(
        lambda: s3.Bucket,
        terraform=every(
            "primary_container.model_data_url",
            "container.*.model_data_url",
            "primary_container.model_data_source.s3_data_source.*.s3_uri",
            "container.*.model_data_source.s3_data_source.*.s3_uri",
            "primary_container.additional_model_data_source.*.s3_data_source.*.s3_uri",
        ),
        cloudformation=every("PrimaryContainer.ModelDataUrl", "Containers.*.ModelDataUrl", *_UNPACKED),
        live=every("PrimaryContainer.ModelDataUrl", "Containers.*.ModelDataUrl", *_UNPACKED, _MORE),
        reads=s3.bucket_name,
    )
    """The buckets that hold the model's weights."""

    packages = links(
        lambda: ModelPackage,
        terraform=every("primary_container.model_package_name", "container.*.model_package_name"),
        cloudformation=every("PrimaryContainer.ModelPackageName", "Containers.*.ModelPackageName"),
        live=every("PrimaryContainer.ModelPackageName", "Containers.*.ModelPackageName"),
    )
    """The versions of the registry that it serves."""

    containers = blocks(
        Container,
        terraform=every("primary_container", "container"),
        cloudformation=every("PrimaryContainer", "Containers"),
        live=every("PrimaryContainer", "Containers"),
    )

    repositories = links(
        lambda: ecr.Repository,
        terraform=every("primary_container.image", "container.*.image"),
        cloudformation=every("PrimaryContainer.Image", "Containers.*.Image"),
        live=every("PrimaryContainer.Image", "Containers.*.Image"),
        reads=ecr.repository_name,
    )


class TrainingJob(
    OnMachines,
    Resource,
    terraform="aws_sagemaker_training_job",
    live=Listing(
        "sagemaker",
        "ListTrainingJobs",
        "TrainingJobSummaries",
        id="TrainingJobArn",
        parameters={"StatusEquals": "InProgress"},
        describe=Call("sagemaker", "DescribeTrainingJob", {"TrainingJobName": "TrainingJobName"}),
    ),
    names=Names(terraform=("training_job_name",), live=("TrainingJobName", "TrainingJobArn")),
):
    """A job that trains a model; of an account those that run now. CloudFormation declares none.

    https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateTrainingJob.html
    """

    traffic_encrypted = boolean(
        default=False,
        terraform="enable_inter_container_traffic_encryption",
        live="EnableInterContainerTrafficEncryption",
    )
    machines = integer(default=2, terraform="resource_config.instance_count", live="ResourceConfig.InstanceCount")
    """How many; where groups of instances are named instead, there are several."""

    instance_type = text(default=None, terraform="resource_config.instance_type", live="ResourceConfig.InstanceType")
    volume_key = link(
        lambda: kms.Key, terraform="resource_config.volume_kms_key_id", live="ResourceConfig.VolumeKmsKeyId"
    )
    output_key = link(lambda: kms.Key, terraform="output_data_config.kms_key_id", live="OutputDataConfig.KmsKeyId")
    output_buckets = links(
        lambda: s3.Bucket,
        terraform="output_data_config.s3_output_path",
        live="OutputDataConfig.S3OutputPath",
        reads=s3.bucket_name,
    )
    input_buckets = links(
        lambda: s3.Bucket,
        terraform=every("input_data_config.*.data_source.s3_data_source.s3_uri"),
        live=every("InputDataConfig.*.DataSource.S3DataSource.S3Uri"),
        reads=s3.bucket_name,
    )
    shared_file_systems = links(lambda: efs.FileSystem, terraform=every(_FILES[0]), live=every(_FILES[1]))
    fast_file_systems = links(lambda: fsx.FileSystem, terraform=every(_FILES[0]), live=every(_FILES[1]))
    role = link(lambda: iam.Role, terraform="role_arn", live="RoleArn")
    subnets = links(lambda: ec2.Subnet, terraform="vpc_config.subnets", live="VpcConfig.Subnets")
    network_isolated = boolean(default=False, terraform="enable_network_isolation", live="EnableNetworkIsolation")
