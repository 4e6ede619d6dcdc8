"""Who works in Studio, and the scripts that notebooks start with."""

from __future__ import annotations

from pytest_aisec.aws import ec2, iam, kms
from pytest_aisec.aws.sagemaker.notebooks import Domain
from pytest_aisec.model.attribute import boolean, text, texts
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.convert import switch
from pytest_aisec.model.links import link, links
from pytest_aisec.model.paths import every
from pytest_aisec.model.resource import Names, Resource


class UserProfile(
    Resource,
    terraform="aws_sagemaker_user_profile",
    cloudformation="AWS::SageMaker::UserProfile",
    live=Listing(
        "sagemaker",
        "ListUserProfiles",
        "UserProfiles",
        id="join('/', [DomainId, UserProfileName])",
        describe=Call(
            "sagemaker", "DescribeUserProfile", {"DomainId": "DomainId", "UserProfileName": "UserProfileName"}
        ),
    ),
    names=Names(cloudformation=("UserProfileArn",), live=("UserProfileArn",)),
):
    """Somebody who works in a Studio domain.

    https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_UserSettings.html
    """

    domain = link(lambda: Domain, terraform="domain_id", cloudformation="DomainId")
    role = link(lambda: iam.Role, terraform="user_settings.execution_role", cloudformation="UserSettings.ExecutionRole")
    """The role that their code has; None where it is the domain's."""
    security_groups = links(
        lambda: ec2.SecurityGroup,
        terraform="user_settings.security_groups",
        cloudformation="UserSettings.SecurityGroups",
    )
    shares_outputs = boolean(
        default=False,
        switch=switch(Allowed=True, Disabled=False),
        terraform="user_settings.sharing_settings.notebook_output_option",
        cloudformation="UserSettings.SharingSettings.NotebookOutputOption",
    )
    """Whether a shared notebook shows what its cells gave.

    https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_SharingSettings.html
    """
    sharing_key = link(
        lambda: kms.Key,
        terraform="user_settings.sharing_settings.s3_kms_key_id",
        cloudformation="UserSettings.SharingSettings.S3KmsKeyId",
    )


class LifecycleConfig(
    Resource,
    terraform="aws_sagemaker_notebook_instance_lifecycle_configuration",
    cloudformation="AWS::SageMaker::NotebookInstanceLifecycleConfig",
    live=Listing(
        "sagemaker",
        "ListNotebookInstanceLifecycleConfigs",
        "NotebookInstanceLifecycleConfigs",
        id="NotebookInstanceLifecycleConfigArn",
        describe=Call(
            "sagemaker",
            "DescribeNotebookInstanceLifecycleConfig",
            {"NotebookInstanceLifecycleConfigName": "NotebookInstanceLifecycleConfigName"},
        ),
    ),
    names=Names(
        terraform=("name",),
        cloudformation=("NotebookInstanceLifecycleConfigName", "NotebookInstanceLifecycleConfigArn"),
        live=("NotebookInstanceLifecycleConfigName", "NotebookInstanceLifecycleConfigArn"),
    ),
):
    """What a notebook instance runs when it is made and when it starts.

    https://docs.aws.amazon.com/sagemaker/latest/dg/notebook-lifecycle-config.html
    """

    scripts = texts(
        terraform=every("on_create", "on_start"),
        cloudformation=every("OnCreate.*.Content", "OnStart.*.Content"),
        live=every("OnCreate.*.Content", "OnStart.*.Content"),
    )
    """Its scripts, in base64."""


class StudioLifecycleConfig(
    Resource,
    terraform="aws_sagemaker_studio_lifecycle_config",
    cloudformation="AWS::SageMaker::StudioLifecycleConfig",
    live=Listing(
        "sagemaker",
        "ListStudioLifecycleConfigs",
        "StudioLifecycleConfigs",
        id="StudioLifecycleConfigArn",
        describe=Call(
            "sagemaker", "DescribeStudioLifecycleConfig", {"StudioLifecycleConfigName": "StudioLifecycleConfigName"}
        ),
    ),
    names=Names(
        terraform=("studio_lifecycle_config_name",),
        cloudformation=("StudioLifecycleConfigArn", "StudioLifecycleConfigName"),
        live=("StudioLifecycleConfigArn", "StudioLifecycleConfigName"),
    ),
):
    """What an application of Studio runs when it starts.

    https://docs.aws.amazon.com/sagemaker/latest/dg/studio-lifecycle-configurations.html
    """

    script = text(
        terraform="studio_lifecycle_config_content",
        cloudformation="StudioLifecycleConfigContent",
    )
    """In base64."""
