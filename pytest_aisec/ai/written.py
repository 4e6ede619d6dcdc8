"""Where definitions of what runs models, or calls them, have texts that people write."""

from __future__ import annotations

from pytest_aisec.aws import batch, bedrock_agent, bedrock_agentcore, ec2, lambda_, sagemaker
from pytest_aisec.model.resource import Resource

_TERRAFORM_PROMPT = ("text.text", "chat.system.*.text", "chat.message.*.content.*.text")
_PROMPT = ("Text.Text", "Chat.System.*.Text", "Chat.Messages.*.Content.*.Text")
_MODELS = ("BedrockModelConfig", "OpenAiModelConfig", "GeminiModelConfig", "LiteLlmModelConfig")
_TOOL = "Tools.*.Config"
_HARNESS = (
    "EnvironmentVariables",
    "SystemPrompt.*.Text",
    "Truncation.Config.Summarization.SummarizationSystemPrompt",
    "Skills.*.Git.Url",
    f"{_TOOL}.RemoteMcp.Url",
    f"{_TOOL}.RemoteMcp.Headers",
    f"{_TOOL}.InlineFunction.Description",
    f"{_TOOL}.AgentCoreGateway.OutboundAuth.Oauth.CustomParameters",
    *(f"Model.{model}.AdditionalParams" for model in _MODELS),
    "Model.OpenAiModelConfig.ApiBase",
    "Model.LiteLlmModelConfig.ApiBase",
)
_TARGET = "TargetConfiguration"
_TERRAFORM_TARGET = "target_configuration.mcp"

PLACES: dict[type[Resource], tuple[tuple[str, ...], tuple[str, ...]]] = {
    lambda_.Function: (("environment.variables",), ("Environment.Variables",)),
    sagemaker.Model: (
        ("primary_container.environment", "container.*.environment"),
        ("PrimaryContainer.Environment", "Containers.*.Environment"),
    ),
    sagemaker.TrainingJob: (("environment", "hyper_parameters"), ("Environment", "HyperParameters")),
    sagemaker.ProcessingJob: ((), ("Environment",)),
    sagemaker.TransformJob: ((), ("Environment",)),
    sagemaker.LifecycleConfig: (("on_create", "on_start"), ("OnCreate.*.Content", "OnStart.*.Content")),
    sagemaker.StudioLifecycleConfig: (("studio_lifecycle_config_content",), ("StudioLifecycleConfigContent",)),
    bedrock_agent.Prompt: (
        tuple(f"variant.*.template_configuration.{place}" for place in _TERRAFORM_PROMPT),
        tuple(f"Variants.*.TemplateConfiguration.{place}" for place in _PROMPT),
    ),
    bedrock_agent.Agent: (
        ("instruction", "prompt_override_configuration.*.prompt_configurations.*.base_prompt_template"),
        ("Instruction", "PromptOverrideConfiguration.PromptConfigurations.*.BasePromptTemplate"),
    ),
    bedrock_agent.Flow: (
        (
            *(
                "definition.node.*.configuration.prompt.source_configuration.inline.template_configuration." + place
                for place in _TERRAFORM_PROMPT
            ),
            "definition.node.*.configuration.inline_code.code",
        ),
        (
            *(
                f"{node}.Configuration.Prompt.SourceConfiguration.Inline.TemplateConfiguration.{place}"
                for node in bedrock_agent.NODES
                for place in _PROMPT
            ),
            *(f"{node}.Configuration.InlineCode.Code" for node in bedrock_agent.NODES),
        ),
    ),
    bedrock_agentcore.GatewayTarget: (
        (
            f"{_TERRAFORM_TARGET}.mcp_server.endpoint",
            f"{_TERRAFORM_TARGET}.open_api_schema.inline_payload.payload",
            f"{_TERRAFORM_TARGET}.smithy_model.inline_payload.payload",
            f"{_TERRAFORM_TARGET}.lambda.tool_schema.inline_payload.*.description",
            "credential_provider_configuration.oauth.custom_parameters",
        ),
        (
            f"{_TARGET}.Mcp.McpServer.Endpoint",
            f"{_TARGET}.Mcp.McpServer.McpToolSchema.InlinePayload",
            f"{_TARGET}.Mcp.OpenApiSchema.InlinePayload",
            f"{_TARGET}.Mcp.SmithyModel.InlinePayload",
            f"{_TARGET}.Mcp.Lambda.ToolSchema.InlinePayload.*.Description",
            f"{_TARGET}.Mcp.Connector.Configurations.*.ParameterValues",
            f"{_TARGET}.Http.AgentcoreRuntime.Schema.Source.InlinePayload",
            f"{_TARGET}.Http.Passthrough.Endpoint",
            f"{_TARGET}.Http.Passthrough.Schema.Source.InlinePayload",
            f"{_TARGET}.Http.Passthrough.StaticQueryParameters",
            f"{_TARGET}.Http.Connector.Parameters",
            f"{_TARGET}.Inference.Provider.Endpoint",
            "CredentialProviderConfigurations.*.CredentialProvider.OauthCredentialProvider.CustomParameters",
        ),
    ),
    bedrock_agentcore.Runtime: (("environment_variables",), ("EnvironmentVariables",)),
    bedrock_agentcore.RuntimeVersion: ((), ("EnvironmentVariables",)),
    bedrock_agentcore.Harness: ((), _HARNESS),
    bedrock_agentcore.HarnessVersion: ((), _HARNESS),
    batch.JobDefinition: (("parameters",), ("Parameters",)),
    ec2.Instance: (("user_data", "user_data_base64"), ("UserData", "DescribeInstanceAttribute.UserData.Value")),
    ec2.LaunchTemplate: (("user_data",), ("LaunchTemplateData.UserData",)),
}
"""Where the texts stand, in Terraform and elsewhere."""

_ALGORITHM = "AlgorithmSpecification"
COMMANDS: dict[type[Resource], tuple[tuple[str, ...], tuple[str, ...]]] = {
    sagemaker.TrainingJob: (
        ("algorithm_specification.container_entrypoint", "algorithm_specification.container_arguments"),
        (f"{_ALGORITHM}.ContainerEntrypoint", f"{_ALGORITHM}.ContainerArguments"),
    ),
    sagemaker.ProcessingJob: ((), ("AppSpecification.ContainerEntrypoint", "AppSpecification.ContainerArguments")),
}
"""Where commands stand, which are lists of words."""
