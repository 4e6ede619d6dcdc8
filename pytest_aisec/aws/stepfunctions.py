"""AWS Step Functions."""

from __future__ import annotations

from pytest_aisec.aws import iam
from pytest_aisec.model.attribute import boolean, text
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.derived import never, outside, present
from pytest_aisec.model.links import link
from pytest_aisec.model.matching import Regex
from pytest_aisec.model.paths import either
from pytest_aisec.model.resource import Names, Resource
from pytest_aisec.model.structure import decoded, structure

_ARN = Regex(r"(arn:[^\"\\\s]*:stateMachine:[A-Za-z0-9_-]+)")


def named_machine(text: str) -> str | None:
    """The ARN of a state machine in a longer text, as the template of a request; None where there is none."""
    found = _ARN.search(text)
    return found[1] if found else None


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
    names=Names(terraform=("name",), cloudformation=("StateMachineName", "Name"), live=("stateMachineArn", "name")),
):
    """A state machine: steps that run one after the other, through a role.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-stepfunctions-statemachine.html
    """

    role = link(lambda: iam.Role, terraform="role_arn", cloudformation="RoleArn")
    definition = structure(
        terraform=decoded("definition"),
        cloudformation=either(decoded("DefinitionString"), "Definition", outside("DefinitionS3Location.Key")),
        live=decoded("definition"),
    )
    """What it does, in the language of states.

    https://docs.aws.amazon.com/step-functions/latest/dg/concepts-amazon-states-language.html
    """
    substitutions = structure(
        terraform=never("Terraform writes the definition itself"),
        cloudformation="DefinitionSubstitutions",
        live=never("the account tells the definition as it is"),
    )
    """What stands for the names in its definition."""
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
