"""Attributes: values, defaults, unknowns, conversion, evidence."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeVar

import pytest

from pytest_aisec.analysis import network
from pytest_aisec.aws import backup, cloudwatch, ec2, events, iam, kms, s3, sagemaker, wafv2
from pytest_aisec.declarations import Declaration
from pytest_aisec.model.convert import INTEGER, NotConvertible, one_of, switch
from pytest_aisec.model.evidence import MASKED, recording
from pytest_aisec.model.partly import PartlyKnownList
from pytest_aisec.model.resource import Resource
from pytest_aisec.values import Located, Location, Unknown, located
from pytest_aisec.verdicts import Decision, Undetermined, Verdict, decide
from tests.model.declared import declared, inventory, live, ref, var

R = TypeVar("R", bound=Resource)


def only(kind: type[R], *declarations: Declaration) -> R:
    return inventory(*declarations).of(kind)[0]


def judged(truth: Callable[[], object]) -> Decision:
    def judge() -> None:
        assert truth()

    return decide(judge)


def notebook(**body: Any) -> sagemaker.NotebookInstance:
    return only(sagemaker.NotebookInstance, declared("aws_sagemaker_notebook_instance", "n", **body))


def test_reads_by_convention_in_every_dialect() -> None:
    for declaration in (
        declared("aws_sagemaker_notebook_instance", "n", instance_type="ml.t3.medium"),
        declared("AWS::SageMaker::NotebookInstance", "N", InstanceType="ml.t3.medium"),
        live("AWS::SageMaker::NotebookInstance", "arn", InstanceType="ml.t3.medium"),
    ):
        assert only(sagemaker.NotebookInstance, declaration).instance_type == "ml.t3.medium"


def test_the_api_may_begin_names_in_lower_case() -> None:
    instance = only(ec2.Instance, live("AWS::EC2::Instance", "i-1", instanceType="g5.xlarge"))
    assert instance.instance_type == "g5.xlarge"


def test_default_where_nothing_is_stated_and_for_null() -> None:
    assert notebook().direct_internet_access is True
    assert notebook(direct_internet_access=None).direct_internet_access is True


@pytest.mark.parametrize(("stated", "value"), [("Enabled", True), ("disabled", False), (True, True), ("false", False)])
def test_switches(stated: object, value: bool) -> None:
    assert notebook(direct_internet_access=stated).direct_internet_access is value


def test_a_value_it_cannot_have_is_an_error_with_its_place() -> None:
    with pytest.raises(NotConvertible, match=r"n\.direct_internet_access: 'yes' is none of .* \(main\.tf:1\)"):
        _ = notebook(direct_internet_access="yes").direct_internet_access


def test_a_required_attribute_that_is_not_stated_is_unknown() -> None:
    with pytest.raises(Undetermined, match="instance_type: it is not stated"):
        _ = notebook().instance_type


def test_an_unknown_boolean_is_tried() -> None:
    host = notebook(direct_internet_access=var("direct"))
    decision = judged(lambda: host.direct_internet_access)
    assert decision.verdict is Verdict.UNDETERMINED
    assert decision.reasons == ("var.direct has no value (variables.tf:1)",)
    assert judged(lambda: host.direct_internet_access in (True, False)).verdict is Verdict.PASSED


def test_an_unknown_enumeration_is_tried() -> None:
    host = notebook(
        instance_metadata_service_configuration=[{"minimum_instance_metadata_service_version": var("imds")}]
    )
    assert judged(lambda: host.minimum_metadata_version in ("1", "2")).verdict is Verdict.PASSED
    assert judged(lambda: host.minimum_metadata_version == "2").verdict is Verdict.UNDETERMINED


def test_unknown_text_ends_the_policy() -> None:
    host = notebook(instance_type=var("type"))
    assert judged(lambda: host.instance_type == "x" or True).verdict is Verdict.UNDETERMINED


def test_possible_values_are_tried() -> None:
    place = Location("main.tf", 9, 1)
    options = tuple(located(text, place) for text in ("ml.g5.xlarge", "ml.t3.medium"))
    host = notebook(instance_type=Unknown(reason="var.big has no value", possible=options))
    assert judged(lambda: host.instance_type.startswith("ml.")).verdict is Verdict.PASSED
    assert judged(lambda: "g5" in host.instance_type).verdict is Verdict.UNDETERMINED


LOCK = "aws_backup_vault_lock_configuration"


def locks(days: object) -> set[bool]:
    """Whether the lock of a vault may be final, when it is changeable for so many days."""
    lock = declared(LOCK, "l", backup_vault_name=ref("aws_backup_vault.v"), changeable_for_days=days)
    vault = only(backup.BackupVault, declared("aws_backup_vault", "v", name="v"), lock)
    seen: set[bool] = set()
    decide(lambda: seen.add(vault.lock_is_final))
    return seen


@pytest.mark.parametrize(
    ("options", "present"),
    [((3, 4), {True}), ((3, None), {True, False}), ((None, None), {False}), ((3, var("days")), {True, False})],
)
def test_one_of_several_possible_values_is_present_or_not_as_each_of_them(
    options: tuple[object, ...], present: set[bool]
) -> None:
    possible = tuple(map(located, options))
    assert locks(Unknown(reason="var.final has no value", possible=possible)) == present


def test_a_block_that_plans_and_states_write_as_a_list_of_none_does_not_stand() -> None:
    rules: list[object] = [{"action": [{"block": [{"custom_response": []}], "count": []}], "override_action": []}]
    acl = only(wafv2.WebAcl, declared("aws_wafv2_web_acl", "a", rule=rules))
    assert [(rule.refuses, rule.only_counts, rule.allows) for rule in acl.stated_rules] == [(True, False, False)]


def test_whether_a_flag_is_stated_is_not_what_it_says() -> None:
    lock = declared(LOCK, "l", backup_vault_name=ref("aws_backup_vault.v"), changeable_for_days=var("flag"))
    vault = only(backup.BackupVault, declared("aws_backup_vault", "v", name="v"), lock)
    host = notebook(root_access=var("flag"))
    seen: set[tuple[bool, bool]] = set()
    decide(lambda: seen.add((vault.lock_is_final, host.root_access)))
    assert len(seen) == 4


@pytest.mark.parametrize("is_set", [True, False])
def test_an_unknown_value_may_be_null_where_that_is_a_value_of_its_own(is_set: bool) -> None:
    tokens = Unknown(reason="var.tokens has no value", is_set=is_set)
    template = only(
        ec2.LaunchTemplate, declared("aws_launch_template", "t", metadata_options=[{"http_tokens": tokens}])
    )
    seen: set[str | None] = set()
    decide(lambda: seen.add(template.metadata_tokens))
    assert seen == {"optional", "required", *([] if is_set else [None])}


def test_the_same_unknown_has_the_same_value_everywhere() -> None:
    host = notebook(direct_internet_access=var("open"), root_access=var("open"))
    other = notebook(direct_internet_access=var("open"), root_access=var("root"))
    assert judged(lambda: host.direct_internet_access == host.root_access).verdict is Verdict.PASSED
    assert judged(lambda: other.direct_internet_access == other.root_access).verdict is Verdict.UNDETERMINED


def test_an_unknown_parent_makes_its_children_unknown_not_default() -> None:
    host = notebook(instance_metadata_service_configuration=var("imds"))
    assert judged(lambda: host.minimum_metadata_version == "1").verdict is Verdict.UNDETERMINED


def test_readings_are_evidence() -> None:
    host = notebook(direct_internet_access="Disabled")
    with recording() as readings:
        assert not host.direct_internet_access
        assert host.root_access
    first, second = readings
    assert (first.owner, first.attribute, first.value, first.stated) == (
        "aws_sagemaker_notebook_instance.n",
        "direct_internet_access",
        False,
        True,
    )
    assert first.location == Location("main.tf", 1, 1)
    assert (second.attribute, second.value, second.stated) == ("root_access", True, False)


def test_sensitive_values_are_masked_in_evidence() -> None:
    secret = Located("hunter2", Location("main.tf", 2, 1), sensitive=True)
    host = notebook(instance_type=secret)
    with recording() as readings:
        assert host.instance_type == "hunter2"
    assert readings[0].value == MASKED


def test_what_no_attribute_is_for_is_read_by_path() -> None:
    bucket = only(s3.Bucket, declared("aws_s3_bucket", "b", tags={"team": "ml"}, versioning=[{"enabled": var("v")}]))
    assert bucket["tags.team"] == "ml"
    assert bucket["tags.absent"] is None
    with pytest.raises(Undetermined, match=r"var\.v has no value"):
        _ = bucket["versioning"]


class TestPartlyKnownList:
    items = PartlyKnownList(["a"], var("more"), "key")

    def test_known_items_decide_what_they_can(self) -> None:
        assert judged(lambda: any(item == "a" for item in self.items)).verdict is Verdict.PASSED
        assert judged(lambda: all(item == "b" for item in self.items)).verdict is Verdict.VIOLATED
        assert judged(lambda: "a" in self.items).verdict is Verdict.PASSED
        assert judged(lambda: bool(self.items)).verdict is Verdict.PASSED

    def test_the_rest_is_undetermined(self) -> None:
        assert judged(lambda: all(item == "a" for item in self.items)).verdict is Verdict.UNDETERMINED
        assert judged(lambda: "b" in self.items).verdict is Verdict.UNDETERMINED
        assert judged(lambda: len(self.items) == 1).verdict is Verdict.UNDETERMINED
        assert judged(lambda: self.items[0] == "a").verdict is Verdict.UNDETERMINED
        assert judged(lambda: not PartlyKnownList([], var("x"), "k")).verdict is Verdict.UNDETERMINED


def test_texts_with_unknown_items() -> None:
    group = only(
        ec2.SecurityGroup,
        declared(
            "aws_security_group",
            "g",
            ingress=[{"protocol": "tcp", "from_port": 80, "to_port": 80, "cidr_blocks": [var("cidr"), "0.0.0.0/0"]}],
        ),
    )
    assert (
        judged(lambda: any(network.is_open_to_the_internet(rule) for rule in group.ingress)).verdict is Verdict.PASSED
    )


def test_a_list_with_a_reference_in_it_is_not_empty() -> None:
    def acts(actions: object) -> Verdict:
        alarm = only(cloudwatch.Alarm, declared("aws_cloudwatch_metric_alarm", "a", alarm_actions=actions))
        return judged(lambda: bool(alarm.actions)).verdict

    assert acts([ref("aws_sns_topic.t", "arn")]) is Verdict.PASSED
    assert acts(ref("aws_sns_topic.t", "arns")) is Verdict.UNDETERMINED
    assert acts([var("topic")]) is Verdict.UNDETERMINED


def test_converters() -> None:
    assert INTEGER.convert("8080") == 8080
    assert INTEGER.convert(8080.0) == 8080
    assert one_of("AES256", "aws:kms").convert("AWS:KMS") == "aws:kms"
    assert switch(Enabled=True, Suspended=False).convert("suspended") is False
    for converter, wrong in ((INTEGER, True), (INTEGER, "80-90"), (one_of("a"), "b"), (switch(On=True), "maybe")):
        with pytest.raises(NotConvertible):
            converter.convert(wrong)


def test_possible_values_of_possible_values_are_all_tried() -> None:
    inner = Unknown(reason="inner", possible=(located("b"), located("c")))
    host = notebook(instance_type=Unknown(reason="outer", possible=(located("a"), located(inner))))
    seen: set[str] = set()
    decide(lambda: seen.add(host.instance_type))
    assert seen == {"a", "b", "c"}


def test_options_of_one_identity_are_chosen_together() -> None:
    def either(first: str, second: str) -> Unknown:
        options = (located(first), located(second))
        return Unknown(reason="parameter Env has no value", possible=options, identity="parameter:Env")

    host = notebook(instance_type=either("ml.dev", "ml.prod"), root_access=either("Enabled", "Disabled"))
    seen: set[tuple[str, bool]] = set()
    decide(lambda: seen.add((host.instance_type, host.root_access)))
    assert seen == {("ml.dev", True), ("ml.prod", False)}


def test_possible_items_of_a_list_are_tried() -> None:
    maybe = Unknown(reason="var.open has no value", possible=(located("0.0.0.0/0"), located(None)))
    rule = {"protocol": "tcp", "from_port": 80, "to_port": 80, "cidr_blocks": ["10.0.0.0/8", maybe]}
    group = only(ec2.SecurityGroup, declared("aws_security_group", "g", ingress=[rule]))
    assert judged(lambda: len(group.ingress[0].cidrs) in (1, 2)).verdict is Verdict.PASSED
    assert judged(lambda: not network.is_open_to_the_internet(group.ingress[0])).verdict is Verdict.UNDETERMINED


def any_of(*options: object) -> Unknown:
    return Unknown(reason="var.open has no value", possible=tuple(map(located, options)))


def test_possible_lists_among_those_of_several_places_are_tried() -> None:
    """Where `every` puts the items of several places together, one of these may be one of several lists."""
    administrator = "arn:aws:iam::aws:policy/AdministratorAccess"
    role = only(iam.Role, declared("aws_iam_role", "r", managed_policy_arns=any_of([administrator, administrator], [])))
    seen: set[tuple[str, ...]] = set()
    decide(lambda: seen.add(tuple(policy.address for policy in role.managed_policies)))
    assert seen == {(administrator, administrator), ()}
    rule = {"protocol": "tcp", "from_port": 80, "to_port": 80, "cidr_blocks": any_of(["0.0.0.0/0"], ["10.0.0.0/8"])}
    group = only(ec2.SecurityGroup, declared("aws_security_group", "g", ingress=[any_of([rule, rule], [])]))
    assert judged(lambda: len(group.ingress) in (0, 2)).verdict is Verdict.PASSED
    assert (
        judged(lambda: not any(network.is_open_to_the_internet(each) for each in group.ingress)).verdict
        is Verdict.UNDETERMINED
    )


def statements(document: object) -> set[tuple[str, ...]]:
    """Whom the statements of a key's policy may be about: services, and accounts."""
    key = only(kms.Key, declared("aws_kms_key", "k", policy=document))
    seen: set[tuple[str, ...]] = set()
    decide(lambda: seen.add(tuple(each for part in key.statements for each in (*part.services, *part.accounts))))
    return seen


@pytest.mark.parametrize("encoded", [True, False])
def test_possible_documents_are_tried(encoded: bool) -> None:
    def document(*services: str) -> object:
        plain = {"Statement": [{"Effect": "Allow", "Principal": {"Service": each}} for each in services]}
        return json.dumps(plain) if encoded else plain

    assert statements(any_of(document("a", "b"), document("c"), None)) == {("a", "b"), ("c",), ()}


def test_possible_principals_are_tried() -> None:
    principals = any_of({"Service": "a"}, {"AWS": ["1", "2"]}, "*", None)
    document = {"Statement": {"Effect": "Allow", "Principal": principals}}
    assert statements(document) == {("a",), ("1", "2"), ("*",), ()}


@pytest.mark.parametrize(
    ("kind", "removed"), [("aws_cloudwatch_event_rule", [None]), ("AWS::Events::Rule", [])], ids=str
)
def test_possible_parts_of_structures_are_tried(kind: str, removed: list[None]) -> None:
    pattern = {"source": [any_of("aws.x", None)]}
    stated: dict[str, Any] = {"event_pattern" if "::" not in kind else "EventPattern": pattern}
    rule = only(events.Rule, declared(kind, "r", **stated))
    seen: list[object] = []
    decide(lambda: seen.append(rule.pattern))
    assert seen == [{"source": ["aws.x"]}, {"source": removed}]


def test_a_reference_lies_where_it_is_used() -> None:
    output = Location("outputs.tf", 15, 3).used_at(Location("main.tf", 4, 3))
    host = notebook(subnet_id=Located(ref("aws_subnet.s"), output), instance_type=Located("ml.t3.medium", output))
    with recording() as readings:
        assert host.subnet is not None
        assert host.instance_type == "ml.t3.medium"
    assert [str(reading.location) for reading in readings] == ["main.tf:4", "outputs.tf:15"]


def test_sensitive_items_and_sensitive_values_that_do_not_fit_are_masked() -> None:
    place = Location("main.tf", 2, 1)
    secret = Located("10.1.2.3/32", place, sensitive=True)
    rule = {"protocol": "tcp", "from_port": 80, "to_port": 80, "cidr_blocks": Located([secret], place)}
    group = only(ec2.SecurityGroup, declared("aws_security_group", "g", ingress=[rule]))
    with recording() as readings:
        assert list(group.ingress[0].cidrs) == ["10.1.2.3/32"]
    assert readings[-1].value == MASKED
    host = notebook(direct_internet_access=Located("hunter2", place, sensitive=True))
    with pytest.raises(NotConvertible, match="direct_internet_access") as caught:
        _ = host.direct_internet_access
    assert "hunter2" not in str(caught.value)
