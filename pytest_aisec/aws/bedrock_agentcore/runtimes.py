"""Where agents and their tools run, and the gateways to them."""

from __future__ import annotations

from pytest_aisec.aws import ec2, ecr, iam, kms, wafv2
from pytest_aisec.aws.bedrock_agentcore.engines import PolicyEngine
from pytest_aisec.aws.policy_documents import PolicyStatement
from pytest_aisec.model.attribute import Attribute, boolean, text, texts, unstated
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.convert import switch
from pytest_aisec.model.derived import document, known_parts, never, present
from pytest_aisec.model.links import Blocks, Links, blocks, link, links
from pytest_aisec.model.paths import call, companion, unmapped
from pytest_aisec.model.resource import Names, Resource, statement
from pytest_aisec.model.spelling import camel
from pytest_aisec.values import PartlyKnown

_CONTROL = "bedrock-agentcore-control"
_RUNTIME, _HARNESS = {"agentRuntimeId": "agentRuntimeId"}, {"harnessId": "harnessId"}
_ALWAYS_NEWEST = "'DEFAULT'"
_HTTPS = "https://"
_NO_ENGINES = "the provider has no argument for the policy engine of a gateway"
_JWT, _JWT_CLOUDFORMATION = (
    "authorizer_configuration.custom_jwt_authorizer",
    "AuthorizerConfiguration.CustomJWTAuthorizer",
)


class Entrance(Resource):
    """What asks its callers for tokens: the identity provider that it trusts, and for whom its tokens have to be.

    https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/inbound-jwt-authorizer.html
    """

    takes_tokens = boolean(
        terraform=present(f"{_JWT}.discovery_url"),
        cloudformation=present(f"{_JWT_CLOUDFORMATION}.DiscoveryUrl"),
        live=present(f"{_JWT_CLOUDFORMATION}.DiscoveryUrl"),
    )
    discovery_url = text(
        default="", terraform=f"{_JWT}.discovery_url", cloudformation=f"{_JWT_CLOUDFORMATION}.DiscoveryUrl"
    )

    @statement
    def checks_tokens_over_https(self) -> bool:
        """It asks the identity provider over HTTPS, which the beginning of the address decides."""
        found = Entrance.discovery_url.locate(self)
        known = found.value.prefix if isinstance(found.value, PartlyKnown) else ""
        if _HTTPS.startswith(known) and known != _HTTPS:
            return self.discovery_url.startswith(_HTTPS)
        Entrance.discovery_url.note(self, found, known_parts(found))
        return known.startswith(_HTTPS)

    audiences = texts(terraform=f"{_JWT}.allowed_audience", cloudformation=f"{_JWT_CLOUDFORMATION}.AllowedAudience")
    clients = texts(terraform=f"{_JWT}.allowed_clients", cloudformation=f"{_JWT_CLOUDFORMATION}.AllowedClients")


def _statements(arn: str) -> Blocks[PolicyStatement]:
    """Those of the policy of a resource, which is asked for by the ARN that is kept at a path.

    https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/resource-based-policies.html
    """
    asked = call(_CONTROL, "GetResourcePolicy", {"resourceArn": arn}, absent=("ResourceNotFoundException",))
    return blocks(
        PolicyStatement,
        terraform=never("the provider has no resource for it"),
        cloudformation=document(companion("AWS::BedrockAgentCore::ResourcePolicy", by="ResourceArn") / "Policy"),
        live=document(asked / "policy"),
    )


def network_mode_among(*modes: str) -> Attribute[str]:
    """Where it runs: among networks of AWS, in none, or in a VPC."""
    return text(
        among=modes,
        terraform="network_configuration.network_mode",
        cloudformation="NetworkConfiguration.NetworkMode",
    )


def subnets_in(block: str) -> Links[ec2.Subnet]:
    """Those in which it runs, which a block (`vpc_config`) names."""
    return links(
        lambda: ec2.Subnet,
        terraform=f"network_configuration.{block}.subnets",
        cloudformation=f"NetworkConfiguration.{camel(block)}.Subnets",
    )


class RuntimeConfiguration(Entrance):
    """What a version of a runtime is made of; each change of a runtime makes a new one.

    https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/agent-runtime-versioning.html
    """

    network_mode = network_mode_among("PUBLIC", "VPC")
    subnets = subnets_in("network_mode_config")
    role = link(lambda: iam.Role, terraform="role_arn", cloudformation="RoleArn")
    statements = _statements("agentRuntimeArn")


class Runtime(
    RuntimeConfiguration,
    terraform="aws_bedrockagentcore_agent_runtime",
    cloudformation="AWS::BedrockAgentCore::Runtime",
    live=Listing(
        _CONTROL,
        "ListAgentRuntimes",
        "agentRuntimes",
        id="agentRuntimeArn",
        describe=Call(_CONTROL, "GetAgentRuntime", {**_RUNTIME, "agentRuntimeVersion": "agentRuntimeVersion"}),
    ),
    names=Names(
        terraform=("agent_runtime_id", "agent_runtime_arn"),
        cloudformation=("AgentRuntimeId", "AgentRuntimeArn"),
        live=("agentRuntimeId", "agentRuntimeArn"),
    ),
):
    """A runtime in which an agent is hosted; in an account the newest version of it.

    https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/agentcore-vpc.html
    """

    repositories = links(
        lambda: ecr.Repository,
        terraform="agent_runtime_artifact.container_configuration.container_uri",
        cloudformation="AgentRuntimeArtifact.ContainerConfiguration.ContainerUri",
        reads=ecr.repository_name,
    )


class RuntimeVersion(
    RuntimeConfiguration,
    live=Listing(
        _CONTROL,
        "ListAgentRuntimeEndpoints",
        f"runtimeEndpoints[?name != {_ALWAYS_NEWEST} && liveVersion]",
        id="agentRuntimeEndpointArn",
        per="AWS::BedrockAgentCore::Runtime",
        per_parameters=_RUNTIME,
        describe=Call(_CONTROL, "GetAgentRuntime", {**_RUNTIME, "agentRuntimeVersion": "liveVersion"}),
    ),
):
    """The version of a runtime that an endpoint of it serves, in an account: it stays while newer ones are made.

    The endpoint `DEFAULT` serves the newest, which is the runtime itself; one that serves nothing yet is left out.
    https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/agent-runtime-versioning.html
    """


class Gateway(
    Entrance,
    terraform="aws_bedrockagentcore_gateway",
    cloudformation="AWS::BedrockAgentCore::Gateway",
    live=Listing(
        _CONTROL,
        "ListGateways",
        "items",
        id="gatewayArn",
        describe=Call(_CONTROL, "GetGateway", {"gatewayIdentifier": "gatewayId"}),
    ),
    names=Names(
        terraform=("gateway_id", "gateway_arn"),
        cloudformation=("GatewayIdentifier", "GatewayArn"),
        live=("gatewayId", "gatewayArn"),
    ),
):
    """A gateway through which agents reach tools.

    https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-inbound-auth.html
    """

    authorizer_type = text(among=("CUSTOM_JWT", "AWS_IAM", "NONE", "AUTHENTICATE_ONLY"))
    kms_key = link(lambda: kms.Key, terraform="kms_key_arn", cloudformation="KmsKeyArn")
    role = link(lambda: iam.Role, terraform="role_arn", cloudformation="RoleArn")
    statements = _statements("gatewayArn")
    web_acl = link(
        lambda: wafv2.WebAcl,
        terraform=companion("aws_wafv2_web_acl_association", by="resource_arn") / "web_acl_arn",
        cloudformation=companion("AWS::WAFv2::WebACLAssociation", by="ResourceArn") / "WebACLArn",
        live="webAclArn",
    )
    fails_closed = boolean(
        switch=switch(FAIL_CLOSE=True, FAIL_OPEN=False),
        default=unstated("where nothing is stated, the service decides"),
        terraform=unmapped("the provider has no argument for what a gateway does while its web ACL does not answer"),
        cloudformation="WafConfiguration.FailureMode",
        live="wafConfiguration.failureMode",
    )
    """Whether requests are refused while the web ACL does not answer."""
    policy_engine = link(
        lambda: PolicyEngine,
        terraform=unmapped(_NO_ENGINES),
        cloudformation="PolicyEngineConfiguration.Arn",
    )
    """What decides which tools it lets whom call."""
    policy_mode = text(
        among=("LOG_ONLY", "ENFORCE"),
        default=None,
        terraform=unmapped(_NO_ENGINES),
        cloudformation="PolicyEngineConfiguration.Mode",
    )
    """Whether the policy engine's decisions count or are only logged; None without one."""


class Harness(
    Entrance,
    cloudformation="AWS::BedrockAgentCore::Harness",
    live=Listing(
        _CONTROL,
        "ListHarnesses",
        "harnesses",
        id="arn",
        describe=Call(_CONTROL, "GetHarness", _HARNESS),
        described="harness",
    ),
    names=Names(cloudformation=("HarnessId",), live=("arn", "harnessId")),
):
    """An agent that is put together from a model, tools and skills. Terraform declares none."""


class HarnessVersion(
    Entrance,
    live=Listing(
        _CONTROL,
        "ListHarnessEndpoints",
        f"endpoints[?endpointName != {_ALWAYS_NEWEST} && liveVersion]",
        id="join('/', [harnessId, endpointName])",
        per="AWS::BedrockAgentCore::Harness",
        per_parameters=_HARNESS,
        describe=Call(_CONTROL, "GetHarness", {**_HARNESS, "harnessVersion": "liveVersion"}),
        described="harness",
    ),
):
    """The version of a harness that an endpoint of it serves, as `RuntimeVersion` is one of a runtime.

    https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/harness-versioning.html
    """
