"""Amazon Q Business."""

from __future__ import annotations

from pytest_aisec.aws import iam, kms
from pytest_aisec.model.attribute import boolean, text, unstated
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.convert import switch
from pytest_aisec.model.derived import fixed, never
from pytest_aisec.model.links import link
from pytest_aisec.model.paths import call
from pytest_aisec.model.resource import Names, Resource

_SWITCH = switch(ENABLED=True, DISABLED=False)
_CONTROLS = call("qbusiness", "GetChatControlsConfiguration", {"applicationId": "applicationId"})
_BESIDE = never("chat controls are set in the application, in no file")


class Application(
    Resource,
    terraform="aws_qbusiness_application",
    cloudformation="AWS::QBusiness::Application",
    live=Listing(
        "qbusiness",
        "ListApplications",
        "applications",
        id="applicationId",
        describe=Call("qbusiness", "GetApplication", {"applicationId": "applicationId"}),
    ),
    names=Names(cloudformation=("ApplicationId", "ApplicationArn"), live=("applicationId", "applicationArn")),
):
    """An assistant for the people of a company.

    https://docs.aws.amazon.com/amazonq/latest/api-reference/API_GetApplication.html
    """

    kms_key = link(
        lambda: kms.Key,
        terraform="encryption_configuration.kms_key_id",
        cloudformation="EncryptionConfiguration.KmsKeyId",
    )
    identity = text(
        among=("AWS_IAM_IDP_SAML", "AWS_IAM_IDP_OIDC", "AWS_IAM_IDC", "AWS_QUICKSIGHT_IDP", "ANONYMOUS"),
        default="AWS_IAM_IDC",
        terraform=fixed("AWS_IAM_IDC"),
        cloudformation="IdentityType",
    )
    """By whom its users are known; `ANONYMOUS`: by nobody. Terraform makes none but those of IAM Identity Center."""
    takes_attachments = boolean(
        default=unstated("whether users may upload files is not stated"),
        switch=_SWITCH,
        terraform="attachments_configuration.attachments_control_mode",
        cloudformation="AttachmentsConfiguration.AttachmentsControlMode",
    )
    role = link(lambda: iam.Role, terraform="iam_service_role_arn", cloudformation="RoleArn")
    answers_from = text(
        among=("ENTERPRISE_CONTENT_ONLY", "EXTENDED_KNOWLEDGE_ENABLED"),
        default=None,
        terraform=_BESIDE,
        cloudformation=_BESIDE,
        live=_CONTROLS / "responseScope",
    )
    """From the company's documents, or also from what the model knows; None in files, which do not say."""
    lets_users_ask_the_model = boolean(
        default=None,
        switch=_SWITCH,
        terraform=_BESIDE,
        cloudformation=_BESIDE,
        live=_CONTROLS / "creatorModeConfiguration.creatorModeControl",
    )
    """Creator mode: users speak to the model itself, past the company's documents; None in files."""
