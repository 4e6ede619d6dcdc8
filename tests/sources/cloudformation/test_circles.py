"""Resources and conditions that depend on themselves are said, once, and nothing else is."""

from __future__ import annotations

import pytest

from pytest_aisec.sources.cloudformation.circles import circles
from tests.sources.cloudformation.conftest import ReadText

TOPIC = "AWS::SNS::Topic"


@pytest.mark.parametrize(
    ("resources", "circle"),
    [
        ("A: {Type: AWS::SNS::Topic, Properties: {TopicName: !Ref A}}", "A -> A"),
        (
            (
                "A: {Type: AWS::SNS::Topic, Properties: {TopicName: !GetAtt B.TopicName}}\n"
                "  B: {Type: AWS::SNS::Topic, Properties: {TopicName: !Sub 'x-${A}'}}"
            ),
            "A -> B -> A",
        ),
        (
            (
                "A: {Type: AWS::SNS::Topic, Properties: {TopicName: !Join ['-', [x, !Ref B]]}}\n"
                "  B: {Type: AWS::SNS::Topic, DependsOn: [C]}\n"
                "  C: {Type: AWS::SNS::Topic, DependsOn: A}"
            ),
            "A -> B -> C -> A",
        ),
    ],
)
def test_resources_that_refer_to_themselves(read: ReadText, resources: str, circle: str) -> None:
    contents = read(f"Resources:\n  {resources}\n")
    (unread,) = contents.unread
    assert unread.reason == f"resources refer to each other in a circle: {circle}"
    assert unread.location.line == 2
    assert unread.types == frozenset()
    assert len(contents.declarations) == circle.count("->")


def test_a_reference_that_may_be_left_out_makes_no_circle(read: ReadText) -> None:
    contents = read(
        """\
        Parameters: {P: {Type: String}}
        Conditions: {C: !Equals [!Ref P, x]}
        Resources:
          A: {Type: AWS::SNS::Topic, Properties: {TopicName: !If [C, !Ref B, y]}}
          B: {Type: AWS::SNS::Topic, Properties: {TopicName: !If [C, y, !Ref A]}}
        """
    )
    assert contents.unread == ()


def test_conditions_that_depend_on_themselves(read: ReadText) -> None:
    contents = read(
        """\
        Conditions:
          Other: !Equals [a, b]
          C1: !And [!Condition Other, !Not [!Condition C2]]
          C2: !Not [{Condition: C1}]
        Resources:
          A: {Type: AWS::SNS::Topic, Condition: C1}
        """
    )
    (unread,) = contents.unread
    assert unread.reason == "conditions depend on each other in a circle: C1 -> C2 -> C1"
    assert unread.location.line == 3


@pytest.mark.parametrize(
    ("edges", "found"),
    [
        ({"a": ["b"], "b": ["c"], "c": []}, []),
        ({"a": ["b", "c"], "b": ["d"], "c": ["d"], "d": []}, []),
        ({"p": ["a", "q"], "a": ["b"], "b": ["a"], "q": ["p"]}, [["a", "b"], ["p", "q"]]),
        ({"a": ["b"], "b": ["a"], "c": ["d"], "d": ["c", "a"]}, [["a", "b"], ["c", "d"]]),
        ({str(n): [str((n + 1) % 5000)] for n in range(5000)}, [[str(n) for n in range(5000)]]),
    ],
)
def test_circles(edges: dict[str, list[str]], found: list[list[str]]) -> None:
    assert list(circles(edges)) == found
