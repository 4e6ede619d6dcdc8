"""What people use beside Studio: servers that track experiments, applications of partners."""

from __future__ import annotations

from pytest_aisec.aws import iam, kms, s3
from pytest_aisec.model.attribute import boolean, unstated
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.links import link
from pytest_aisec.model.resource import Names, Resource


class MlflowTrackingServer(
    Resource,
    terraform="aws_sagemaker_mlflow_tracking_server",
    cloudformation="AWS::SageMaker::MlflowTrackingServer",
    live=Listing(
        "sagemaker",
        "ListMlflowTrackingServers",
        "TrackingServerSummaries",
        id="TrackingServerArn",
        describe=Call("sagemaker", "DescribeMlflowTrackingServer", {"TrackingServerName": "TrackingServerName"}),
    ),
    names=Names(
        terraform=("tracking_server_name",),
        cloudformation=("TrackingServerName", "TrackingServerArn"),
        live=("TrackingServerName", "TrackingServerArn"),
    ),
):
    """A server that keeps experiments and their models.

    https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateMlflowTrackingServer.html
    """

    role = link(lambda: iam.Role, terraform="role_arn", cloudformation="RoleArn")
    bucket = link(
        lambda: s3.Bucket, terraform="artifact_store_uri", cloudformation="ArtifactStoreUri", reads=s3.bucket_name
    )
    registers_models = boolean(
        default=False, terraform="automatic_model_registration", cloudformation="AutomaticModelRegistration"
    )
    """Whether models that are logged there come into the registry by themselves."""


class PartnerApp(
    Resource,
    cloudformation="AWS::SageMaker::PartnerApp",
    live=Listing(
        "sagemaker",
        "ListPartnerApps",
        "Summaries",
        id="Arn",
        describe=Call("sagemaker", "DescribePartnerApp", {"Arn": "Arn"}),
    ),
    names=Names(cloudformation=("Arn",), live=("Arn",)),
):
    """An application of another company that runs in SageMaker. Terraform declares none.

    https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreatePartnerApp.html
    """

    role = link(lambda: iam.Role, cloudformation="ExecutionRoleArn")
    kms_key = link(lambda: kms.Key, cloudformation="KmsKeyId")
    knows_sessions = boolean(
        default=unstated("whether it goes by the sessions of roles is not stated"),
        cloudformation="EnableIamSessionBasedIdentity",
    )
    """Whether it tells users apart by the names of their sessions, so that a role is not one user."""
