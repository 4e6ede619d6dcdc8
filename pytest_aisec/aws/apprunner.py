"""AWS App Runner: applications in containers that answer at an address of their own."""

from __future__ import annotations

from pytest_aisec.aws import iam
from pytest_aisec.model.attribute import texts
from pytest_aisec.model.links import link
from pytest_aisec.model.paths import every
from pytest_aisec.model.resource import Names, Resource


class Service(
    Resource,
    terraform="aws_apprunner_service",
    cloudformation="AWS::AppRunner::Service",
    names=Names(terraform=("service_url",), cloudformation=("ServiceArn", "ServiceUrl")),
):
    """An application, in files: of an account none is read.

    https://docs.aws.amazon.com/apprunner/latest/api/API_Service.html
    """

    role = link(
        lambda: iam.Role,
        terraform="instance_configuration.instance_role_arn",
        cloudformation="InstanceConfiguration.InstanceRoleArn",
    )
    """The role through which it acts."""
    variables = texts(
        terraform=every(
            "source_configuration.image_repository.image_configuration.runtime_environment_variables.*",
            "source_configuration.code_repository.code_configuration.code_configuration_values."
            "runtime_environment_variables.*",
        ),
        cloudformation=every(
            "SourceConfiguration.ImageRepository.ImageConfiguration.RuntimeEnvironmentVariables.*.Value",
            "SourceConfiguration.CodeRepository.CodeConfiguration.CodeConfigurationValues."
            "RuntimeEnvironmentVariables.*.Value",
        ),
    )
    """The values in its environment."""
