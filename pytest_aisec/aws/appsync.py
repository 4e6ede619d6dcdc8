"""AWS AppSync: GraphQL APIs."""

from __future__ import annotations

from pytest_aisec.aws import cognito_idp, events, lambda_, wafv2
from pytest_aisec.model.attribute import text, texts
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.links import link, links, owner, referrers
from pytest_aisec.model.matching import Regex
from pytest_aisec.model.paths import companion, every
from pytest_aisec.model.resource import Names, Resource, statement

_OF_MODELS = Regex(
    r"https://(?:[^/]*\.)?(?:bedrock-runtime|bedrock-agent-runtime|bedrock-agentcore|runtime\.sagemaker)(?:-fips)?\."
)
"""The addresses of the services that answer by asking a model.

https://docs.aws.amazon.com/general/latest/gr/bedrock.html
"""


class GraphQLApi(
    Resource,
    terraform="aws_appsync_graphql_api",
    cloudformation="AWS::AppSync::GraphQLApi",
    live=Listing("appsync", "ListGraphqlApis", "graphqlApis", id="arn"),
    names=Names(cloudformation=("ApiId",), live=("arn", "apiId")),
):
    """A GraphQL API."""

    authentications = texts(
        terraform=every("authentication_type", "additional_authentication_provider.*.authentication_type"),
        cloudformation=every("AuthenticationType", "AdditionalAuthenticationProviders.*.AuthenticationType"),
        live=every("authenticationType", "additionalAuthenticationProviders.*.authenticationType"),
    )
    """The ways in which callers may say who they are, any of which suffices. `API_KEY` is a key that all share.

    https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html
    """
    user_pools = links(
        lambda: cognito_idp.UserPool,
        terraform=every(
            "user_pool_config.user_pool_id", "additional_authentication_provider.*.user_pool_config.user_pool_id"
        ),
        cloudformation=every(
            "UserPoolConfig.UserPoolId", "AdditionalAuthenticationProviders.*.UserPoolConfig.UserPoolId"
        ),
        live=every("userPoolConfig.userPoolId", "additionalAuthenticationProviders.*.userPoolConfig.userPoolId"),
    )
    visibility = text(among=("GLOBAL", "PRIVATE"), default="GLOBAL")
    """Whether it answers on the internet or only inside VPCs.

    https://docs.aws.amazon.com/appsync/latest/APIReference/API_GraphqlApi.html
    """
    web_acl = link(
        lambda: wafv2.WebAcl,
        terraform=companion("aws_wafv2_web_acl_association", by="resource_arn") / "web_acl_arn",
        cloudformation=companion("AWS::WAFv2::WebACLAssociation", by="ResourceArn") / "WebACLArn",
        live="wafWebAclArn",
    )
    data_sources = referrers(lambda: DataSource, by="api")


class DataSource(
    Resource,
    terraform="aws_appsync_datasource",
    cloudformation="AWS::AppSync::DataSource",
    live=Listing(
        "appsync",
        "ListDataSources",
        "dataSources",
        id="dataSourceArn",
        per="AWS::AppSync::GraphQLApi",
        per_parameters={"apiId": "apiId"},
    ),
):
    """Where a GraphQL API gets its answers.

    https://docs.aws.amazon.com/appsync/latest/APIReference/API_DataSource.html
    """

    api = owner(lambda: GraphQLApi, missing="it names no API", terraform="api_id", cloudformation="ApiId", live="apiId")
    kind = text(terraform="type", cloudformation="Type")
    function = link(
        lambda: lambda_.Function,
        terraform="lambda_config.function_arn",
        cloudformation="LambdaConfig.LambdaFunctionArn",
        reads=lambda name: lambda_.invoked_function(name) or name,
    )

    endpoint = text(
        default="",
        terraform="http_config.endpoint",
        cloudformation="HttpConfig.Endpoint",
        live="httpConfig.endpoint",
    )
    """Where it sends requests, of a source that is an address."""

    bus = link(
        lambda: events.EventBus,
        terraform="event_bridge_config.event_bus_arn",
        cloudformation="EventBridgeConfig.EventBusArn",
        live="eventBridgeConfig.eventBusArn",
        reads=events.bus_name,
    )

    @statement
    def is_bedrock(self) -> bool:
        """It calls a model without a function between: by its kind, or at the address of a service of models."""
        if self.kind == "HTTP":
            return bool(_OF_MODELS.match(self.endpoint))
        return self.kind == "AMAZON_BEDROCK_RUNTIME"
