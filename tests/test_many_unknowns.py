"""More unknowns than can be tried together end a try at once, not after every one of thousands has been met."""

from __future__ import annotations

from pytest_aisec.aws import ec2
from pytest_aisec.declarations import Contents, Declaration, Dialect, SourceRecord
from pytest_aisec.inventory import Inventory
from pytest_aisec.values import Location, Unknown, located
from pytest_aisec.verdicts import LIMIT, Undetermined, Verdict, choose, decide, explore

BOTH = (False, True)


def chosen(asked: list[int], count: int) -> None:
    for number in range(count):
        choose(number, BOTH, f"{number} has no value")
        asked.append(number)


def test_stops_in_the_first_try_that_shows_too_many_combinations() -> None:
    asked: list[int] = []
    decision = decide(lambda: chosen(asked, 5000))
    assert decision.verdict is Verdict.UNDETERMINED
    assert decision.reasons[0] == f"more than {LIMIT} combinations of unknown values"
    assert len(decision.attempts) == 1
    assert len(asked) == LIMIT


def test_a_policy_that_swallows_the_end_is_not_decided() -> None:
    def judge() -> None:
        try:
            chosen([], 5000)
        except Undetermined:
            return

    assert decide(judge).verdict is Verdict.UNDETERMINED


def test_one_choice_less_is_tried() -> None:
    def judge() -> None:
        for number in range(LIMIT - 1):
            if choose(number, BOTH, f"{number} has no value"):
                return

    decision = decide(judge)
    assert (decision.verdict, len(decision.attempts)) == (Verdict.PASSED, LIMIT)


def test_an_exploration_says_that_it_is_not_complete() -> None:
    assert not explore(lambda: chosen([], 5000)).complete
    assert not explore(lambda: chosen([], 7)).complete
    assert explore(lambda: chosen([], 6)).complete


def declaration(type_: str, address: str, **body: object) -> Declaration:
    place = Location("main.tf", 1, 1)
    return Declaration("terraform:.", Dialect.TERRAFORM, type_, address, located(body, place), place)


def test_of_rules_that_may_belong_to_any_group_only_some_are_asked_about() -> None:
    rules = [
        declaration(
            "aws_security_group_rule",
            f"aws_security_group_rule.r[{number}]",
            type="ingress",
            security_group_id=Unknown(reason=f"var.group_{number} has no value"),
        )
        for number in range(500)
    ]
    group = declaration("aws_security_group", "aws_security_group.g", name="g")
    inventory = Inventory([SourceRecord("terraform:.", "terraform", ".", Contents((group, *rules)))])
    [found] = inventory.of(ec2.SecurityGroup)
    by = ec2.SecurityGroup.ingress.path(Dialect.TERRAFORM).paths[1].by  # type: ignore[attr-defined]
    assert len(list(inventory.pointers(found, ("aws_security_group_rule",), by))) == len(rules)

    decision = decide(lambda: list(found.ingress))
    assert decision.verdict is Verdict.UNDETERMINED
    assert len(decision.attempts) == 1
