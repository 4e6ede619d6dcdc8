"""Paths that change what they find."""

from __future__ import annotations

from pathlib import Path

from pytest_aisec.aws import stepfunctions
from pytest_aisec.values import Unknown
from tests.policies.judged import cloudformation


def definition(folder: Path, stated: str) -> object:
    """What is known of the definition of a state machine that states some properties."""
    text = f"It:\n  Type: AWS::StepFunctions::StateMachine\n  Properties: {{{stated}}}"
    (machine,) = cloudformation(folder, text).of(stepfunctions.StateMachine)
    return stepfunctions.StateMachine.definition.locate(machine).value


def test_what_stands_outside_of_a_template_is_unknown(tmp_path: Path) -> None:
    found = definition(tmp_path, "DefinitionS3Location: {Bucket: b, Key: k}")
    assert isinstance(found, Unknown)
    assert found.reason == "what stands in the file that it names was not read"


def test_what_stands_in_the_template_counts_before_it(tmp_path: Path) -> None:
    assert definition(tmp_path, "Definition: {}, DefinitionS3Location: {Bucket: b, Key: k}") == {}


def test_where_no_file_is_named_there_is_nothing(tmp_path: Path) -> None:
    assert definition(tmp_path, "") is None
