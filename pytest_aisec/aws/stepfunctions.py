"""AWS Step Functions."""

from __future__ import annotations

from pytest_aisec.aws import iam
from pytest_aisec.model.attribute import boolean, text
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.derived import never, present
from pytest_aisec.model.links import link
from pytest_aisec.model.resource import Names, Resource


class StateMachine(
    Resource,
    terraform="aws_sfn_state_machine",
    cloudformation="AWS::StepFunctions::StateMachine",
    live=Listing(
        "stepfunctions",
        "ListStateMachines",
        "stateMachines",
        id="stateMachineArn",
        describe=Call("stepfunctions", "DescribeStateMachine", {"stateMachineArn": "stateMachineArn"}),
    ),
    names=Names(live=("stateMachineArn", "name")),
):
    """A state machine: steps that run one after the other, through a role.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-stepfunctions-statemachine.html
    """

    role = link(lambda: iam.Role, terraform="role_arn", cloudformation="RoleArn")
    definition_in_s3 = boolean(
        terraform=present(never("the provider takes the definition itself")),
        cloudformation=present("DefinitionS3Location"),
        live=present(never("the account tells the definition, not where it came from")),
    )
    definition_version = text(
        default=None,
        terraform=never("the provider takes the definition itself"),
        cloudformation="DefinitionS3Location.Version",
        live=never("the account tells the definition, not where it came from"),
    )
