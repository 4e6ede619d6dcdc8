"""Amazon Q Business."""

from __future__ import annotations

from pytest_aisec.aws import ec2, iam, kms
from pytest_aisec.model.attribute import boolean, text, unstated
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.convert import switch
from pytest_aisec.model.derived import fixed, never
from pytest_aisec.model.links import link, links
from pytest_aisec.model.paths import call, unmapped
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


_OF_APPLICATION = {"applicationId": "applicationId"}


class Plugin(
    Resource,
    cloudformation="AWS::QBusiness::Plugin",
    live=Listing(
        "qbusiness",
        "ListPlugins",
        "plugins",
        id="join('/', [applicationId, pluginId])",
        per="AWS::QBusiness::Application",
        per_parameters=_OF_APPLICATION,
    ),
    names=Names(cloudformation=("PluginId", "PluginArn"), live=("pluginId",)),
):
    """What an assistant can do elsewhere for those who ask it. Terraform declares none.

    https://docs.aws.amazon.com/amazonq/latest/api-reference/API_Plugin.html
    """

    application = link(lambda: Application, cloudformation="ApplicationId")
    kind = text(cloudformation="Type")
    """The vendor's word for the service: `JIRA_CLOUD`; `CUSTOM` for one of the company's own."""
    server = text(default=None, cloudformation="ServerUrl")
    enabled = boolean(
        default=unstated("whether the plugin is on from the start is not stated"),
        switch=_SWITCH,
        cloudformation="State",
    )


class DataAccessor(
    Resource,
    cloudformation="AWS::QBusiness::DataAccessor",
    live=Listing(
        "qbusiness",
        "ListDataAccessors",
        "dataAccessors",
        id="dataAccessorArn",
        per="AWS::QBusiness::Application",
        per_parameters=_OF_APPLICATION,
    ),
    names=Names(cloudformation=("DataAccessorId", "DataAccessorArn"), live=("dataAccessorId", "dataAccessorArn")),
):
    """Another company's software that may search an assistant's documents. Terraform declares none.

    https://docs.aws.amazon.com/amazonq/latest/api-reference/API_DataAccessor.html
    """

    application = link(lambda: Application, cloudformation="ApplicationId")
    principal = text(cloudformation="Principal")
    """The role of the other company."""


class Index(
    Resource,
    cloudformation="AWS::QBusiness::Index",
    live=Listing(
        "qbusiness",
        "ListIndices",
        "indices",
        id="join('/', [applicationId, indexId])",
        per="AWS::QBusiness::Application",
        per_parameters=_OF_APPLICATION,
    ),
    names=Names(cloudformation=("IndexId", "IndexArn"), live=("indexId",)),
):
    """What an assistant finds documents with. Terraform declares none."""

    application = link(lambda: Application, cloudformation="ApplicationId")


class DataSource(
    Resource,
    cloudformation="AWS::QBusiness::DataSource",
    live=Listing(
        "qbusiness",
        "ListDataSources",
        "dataSources",
        id="join('/', [applicationId, indexId, dataSourceId])",
        per="AWS::QBusiness::Index",
        per_parameters={"applicationId": "applicationId", "indexId": "indexId"},
        describe=Call(
            "qbusiness",
            "GetDataSource",
            {"applicationId": "applicationId", "indexId": "indexId", "dataSourceId": "dataSourceId"},
        ),
    ),
    names=Names(cloudformation=("DataSourceId", "DataSourceArn"), live=("dataSourceId", "dataSourceArn")),
):
    """Where the documents of an assistant come from. Terraform declares none.

    https://docs.aws.amazon.com/amazonq/latest/api-reference/API_GetDataSource.html
    """

    index = link(lambda: Index, cloudformation="IndexId")
    kind = text(
        cloudformation=unmapped("it stands in a document whose shape each kind of source has for itself"), live="type"
    )
    """The vendor's word for the kind of source: `S3`, `WEBCRAWLERV2`."""
    role = link(lambda: iam.Role, cloudformation="RoleArn")
    subnets = links(lambda: ec2.Subnet, cloudformation="VpcConfiguration.SubnetIds")
