"""Amazon Kendra."""

from __future__ import annotations

from pytest_aisec.aws import iam, kms, s3
from pytest_aisec.model.attribute import boolean, text, texts
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.derived import present
from pytest_aisec.model.links import link
from pytest_aisec.model.resource import Names, Resource, statement
from pytest_aisec.model.structure import decoded

_CRAWLER = "configuration.web_crawler_configuration.urls.seed_url_configuration"
_CRAWLER_CFN = "WebCrawlerConfiguration.Urls.SeedUrlConfiguration"
_TEMPLATE = decoded("configuration.template_configuration.template")
_TEMPLATE_CFN = decoded("DataSourceConfiguration.TemplateConfiguration.Template")
_TEMPLATE_LIVE = decoded("Configuration.TemplateConfiguration.Template")
"""What a connector of the second version is told, in JSON.

https://docs.aws.amazon.com/kendra/latest/dg/ds-schemas.html
"""


class Index(
    Resource,
    terraform="aws_kendra_index",
    cloudformation="AWS::Kendra::Index",
    live=Listing(
        "kendra",
        "ListIndices",
        "IndexConfigurationSummaryItems",
        id="Id",
        describe=Call("kendra", "DescribeIndex", {"Id": "Id"}),
    ),
    names=Names(cloudformation=("Id",), live=("Id",)),
):
    """An index of documents that assistants search.

    https://docs.aws.amazon.com/kendra/latest/APIReference/API_DescribeIndex.html
    """

    kms_key = link(
        lambda: kms.Key,
        terraform="server_side_encryption_configuration.kms_key_id",
        cloudformation="ServerSideEncryptionConfiguration.KmsKeyId",
    )
    role = link(lambda: iam.Role, terraform="role_arn", cloudformation="RoleArn")
    user_context_policy = text(among=("ATTRIBUTE_FILTER", "USER_TOKEN"), default="ATTRIBUTE_FILTER")
    """Whether answers are filtered by what a signed token says of the user, or by what the asking application says.

    https://docs.aws.amazon.com/kendra/latest/dg/create-index-access-control.html
    """
    reads_user_tokens = boolean(
        terraform=present("user_token_configurations"),
        cloudformation=present("UserTokenConfigurations"),
        live=present("UserTokenConfigurations"),
    )


class DataSource(
    Resource,
    terraform="aws_kendra_data_source",
    cloudformation="AWS::Kendra::DataSource",
    live=Listing(
        "kendra",
        "ListDataSources",
        "SummaryItems",
        id="Id",
        per="AWS::Kendra::Index",
        per_parameters={"IndexId": "Id"},
        describe=Call("kendra", "DescribeDataSource", {"Id": "Id", "IndexId": "IndexId"}),
    ),
    names=Names(terraform=("data_source_id",), cloudformation=("Id",), live=("Id",)),
):
    """Where the documents of an index come from.

    https://docs.aws.amazon.com/kendra/latest/APIReference/API_DescribeDataSource.html
    """

    index = link(lambda: Index, terraform="index_id", cloudformation="IndexId")
    kind = text(default=None, terraform="type", cloudformation="Type")
    """`S3`, `WEBCRAWLER`, `TEMPLATE`."""
    role = link(lambda: iam.Role, terraform="role_arn", cloudformation="RoleArn")
    bucket = link(
        lambda: s3.Bucket,
        terraform="configuration.s3_configuration.bucket_name",
        cloudformation="DataSourceConfiguration.S3Configuration.BucketName",
        live="Configuration.S3Configuration.BucketName",
    )
    states_access = boolean(
        terraform=present("configuration.s3_configuration.access_control_list_configuration"),
        cloudformation=present("DataSourceConfiguration.S3Configuration.AccessControlListConfiguration"),
        live=present("Configuration.S3Configuration.AccessControlListConfiguration"),
    )
    """Whether it says who may see which document of a bucket; `access_file` in the second version."""
    crawled_sites = texts(
        terraform=f"{_CRAWLER}.seed_urls",
        cloudformation=f"DataSourceConfiguration.{_CRAWLER_CFN}.SeedUrls",
        live=f"Configuration.{_CRAWLER_CFN}.SeedUrls",
    )
    crawling = text(
        among=("HOST_ONLY", "SUBDOMAINS", "EVERYTHING"),
        default="HOST_ONLY",
        terraform=f"{_CRAWLER}.web_crawler_mode",
        cloudformation=f"DataSourceConfiguration.{_CRAWLER_CFN}.WebCrawlerMode",
        live=f"Configuration.{_CRAWLER_CFN}.WebCrawlerMode",
    )
    """How far a crawler goes from the sites it is given.

    https://docs.aws.amazon.com/kendra/latest/APIReference/API_SeedUrlConfiguration.html
    """
    connector = text(
        default=None,
        terraform=_TEMPLATE / "type",
        cloudformation=_TEMPLATE_CFN / "type",
        live=_TEMPLATE_LIVE / "type",
    )
    """Of the second version: `WEBCRAWLERV2`, `S3`."""
    access_file = text(
        default=None,
        terraform=_TEMPLATE / "additionalProperties.aclConfigurationFilePath",
        cloudformation=_TEMPLATE_CFN / "additionalProperties.aclConfigurationFilePath",
        live=_TEMPLATE_LIVE / "additionalProperties.aclConfigurationFilePath",
    )
    crawls_subdomains = boolean(
        default=False,
        terraform=_TEMPLATE / "additionalProperties.crawlSubDomain",
        cloudformation=_TEMPLATE_CFN / "additionalProperties.crawlSubDomain",
        live=_TEMPLATE_LIVE / "additionalProperties.crawlSubDomain",
    )
    crawls_every_domain = boolean(
        default=False,
        terraform=_TEMPLATE / "additionalProperties.crawlAllDomain",
        cloudformation=_TEMPLATE_CFN / "additionalProperties.crawlAllDomain",
        live=_TEMPLATE_LIVE / "additionalProperties.crawlAllDomain",
    )

    @property
    def crawls(self) -> bool:
        """It takes in what it finds on sites."""
        return self.kind == "WEBCRAWLER" or self.connector == "WEBCRAWLERV2"

    @statement
    def leaves_its_sites(self) -> bool:
        """A crawler that goes to hosts that it was not given."""
        if self.kind == "WEBCRAWLER":
            return self.crawling != "HOST_ONLY"
        return self.crawls_every_domain or self.crawls_subdomains

    @property
    def reads_a_bucket(self) -> bool:
        """It takes in the documents of a bucket."""
        return self.kind == "S3" or self.connector == "S3"

    @statement
    def says_who_may_see(self) -> bool:
        """A file beside the documents of a bucket says who may see which of them."""
        return self.states_access if self.kind == "S3" else bool(self.access_file)
