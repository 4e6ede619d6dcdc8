"""Every call that any resource type declares is one that reads configuration."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping

import botocore.session

import pytest_aisec
from pytest_aisec.analysis.mentions import OWN
from pytest_aisec.model.calls import Collected
from pytest_aisec.model.kinds import narrower
from pytest_aisec.model.reads import collection_plan
from pytest_aisec.model.resource import Resource
from pytest_aisec.sources.live import LiveSource
from pytest_aisec.sources.live.guard import declared_operations
from pytest_aisec.sources.live.permissions import READ_LEVELS, access_level, actions_for, iam_policies, permissions


def whole_plan() -> list[Collected]:
    """What every class of the package asks for: those that describe types, and the narrower ones of roles and policies."""
    for module in pkgutil.walk_packages(pytest_aisec.__path__, "pytest_aisec."):
        if module.name.startswith(OWN):
            importlib.import_module(module.name)
    every = (kind for described in set(Resource.by_type.values()) for kind in narrower(described))
    return collection_plan([kind for kind in every if kind.__module__.startswith("pytest_aisec.")])


def test_the_whole_plan_is_one_that_the_source_takes() -> None:
    plan = whole_plan()
    assert len(plan) > 20
    source = LiveSource(None, ("us-east-1",), plan)
    assert set(declared_operations(plan)) <= source.guard.permitted


def test_every_declared_operation_is_read_level_in_iam() -> None:
    operations = set(declared_operations(whole_plan()))
    levels = {f"{service}:{name}": access_level(actions_for(service, name)[0]) for service, name in operations}
    assert {action: level for action, level in levels.items() if level not in READ_LEVELS} == {}


def test_every_declared_operation_and_parameter_exists() -> None:
    session = botocore.session.get_session()
    strange = []
    for collected in whole_plan():
        listing = collected.listing
        calls = (*collected.calls, *filter(None, (listing.describe,)))
        asked: list[tuple[str, str, Mapping[str, object]]] = [
            (listing.service, listing.operation, {**listing.parameters, **listing.per_parameters}),
            *((call.service, call.operation, call.parameters) for call in calls),
        ]
        for service, operation, parameters in asked:
            shape = session.get_service_model(service).operation_model(operation).input_shape
            members = set(shape.members) if shape is not None else set()
            lacking = set(shape.required_members if shape is not None else ()) - parameters.keys()
            strange += [f"{service}:{operation} takes no {name}" for name in parameters.keys() - members]
            strange += [f"{service}:{operation} needs {name}" for name in lacking]
    assert strange == []


def test_the_permissions_of_everything_fit_a_few_policies() -> None:
    assert len(iam_policies(permissions(whole_plan(), all_regions=True))) <= 10


def test_nothing_is_asked_for_that_only_other_resources_than_ours_take() -> None:
    needed = set(permissions(whole_plan()))
    web_acls = {action for action in needed if "webacl" in action.lower() and not action.startswith("wafv2:")}
    assert web_acls == {"elasticloadbalancing:GetLoadBalancerWebACL"}
    asked = [call for each in whole_plan() for call in each.calls if call.operation == "GetWebACLForResource"]
    assert {parameter for call in asked for parameter in call.parameters.values()} == {
        "[@][?Type != 'network' && Type != 'gateway'].LoadBalancerArn | [0]"
    }
