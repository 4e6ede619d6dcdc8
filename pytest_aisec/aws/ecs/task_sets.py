"""Amazon ECS: settings of services that others deploy, which stand in sets of tasks only."""

from __future__ import annotations

from pytest_aisec.model.derived import Everywhere, agreeing, when
from pytest_aisec.model.paths import Path, companion, either, every, path_of

_IN_TERRAFORM = companion("aws_ecs_task_set", by="service")
_IN_CLOUDFORMATION = companion("AWS::ECS::TaskSet", by="Service")
_TERRAFORM, _CLOUDFORMATION, _LIVE = (
    "deployment_controller.type",
    "DeploymentController.Type",
    "deploymentController.type",
)
"""Where a service says who deploys it.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-external.html
"""

TASK_DEFINITION = (
    "taskDefinition || (taskSets[?status == 'PRIMARY'] | [0].taskDefinition) || (taskSets || `[]`)[0].taskDefinition"
)
"""What a service that an account tells of runs; of several sets of tasks, the one that serves its callers."""


def own_or_of_sets(terraform: str, cloudformation: str, of_set_in_cloudformation: str | None = None) -> Everywhere:
    """A setting of a service, or else of its sets of tasks; an account tells it as CloudFormation states it."""
    stated = _IN_CLOUDFORMATION / (of_set_in_cloudformation or cloudformation)
    told: Path = agreeing(f"taskSets.*.{cloudformation}")
    return {
        "terraform": either(terraform, _where_others_deploy(_TERRAFORM, _IN_TERRAFORM / terraform)),
        "cloudformation": either(cloudformation, _where_others_deploy(_CLOUDFORMATION, stated)),
        "live": either(cloudformation, _where_others_deploy(_LIVE, told)),
    }


def all_of_sets(terraform: str, cloudformation: str) -> Everywhere:
    """All that the sets of tasks of a service state."""
    return {
        "terraform": _where_others_deploy(_TERRAFORM, every(_IN_TERRAFORM / terraform)),
        "cloudformation": _where_others_deploy(_CLOUDFORMATION, every(_IN_CLOUDFORMATION / cloudformation)),
        "live": _where_others_deploy(_LIVE, path_of(f"taskSets.*.{cloudformation}")),
    }


def _where_others_deploy(controller: str, of_sets: Path) -> Path:
    return when(controller, "EXTERNAL", of_sets)
