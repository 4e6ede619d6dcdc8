"""The snippets that policies show as their fix can be read, and the policy judges its own, and finds nothing wrong."""

from __future__ import annotations

import inspect
from pathlib import Path
from textwrap import dedent

import pytest

from pytest_aisec.analysis.roles import Scope, widen
from pytest_aisec.docstrings import SNIPPET
from tests.policies.judged import cloudformation, policies, terraform, verdicts

SNIPPETS = [
    pytest.param(name, found["language"], dedent(found["code"]), id=f"{name}-{found['language']}")
    for name, function in policies()
    for found in SNIPPET.finditer(inspect.getdoc(function) or "")
]


FRAGMENTS = frozenset(
    {
        "ai_bucket_blocks_public_access-hcl",
        "ai_bucket_is_encrypted_with_a_customer_managed_key-hcl",
        "ai_bucket_refuses_plain_http",
        "ai_vpc_flow_logs_record_all_traffic",
        "ai_vpc_has_private_ways_to_the_models_it_calls",
        "ai_vpc_keeps_flow_logs",
        "change_of_a_guardrail_raises_an_alarm",
        "change_of_an_ai_bucket_policy_raises_an_alarm",
        "default_security_group_of_an_ai_vpc_has_no_rules",
        "listener_in_front_of_models_requires_tls_1_2",
        "listener_in_front_of_models_speaks_tls",
        "load_balancer_of_model_hosts_has_a_web_acl",
        "macie_job_looks_into_ai_buckets",
        "model_host_admits_only_security_groups",
        "model_host_is_filtered_by_network_acl_and_security_group",
        "model_host_names_where_it_sends",
        "model_host_restricts_egress",
        "model_host_subnet_does_not_assign_public_ips",
        "model_host_subnet_has_its_own_network_acl",
        "use_of_ai_buckets_is_recorded",
    }
)
"""Policies whose snippets, or the one in a language, show only what is added beside the resource that is judged: these
snippets are read, not judged."""


@pytest.mark.parametrize(("name", "language", "code"), SNIPPETS)
def test_snippet_conforms(tmp_path: Path, name: str, language: str, code: str) -> None:
    estate = {"hcl": terraform, "yaml": cloudformation}[language](tmp_path, code)
    assert [unread.reason for source in estate.sources for unread in source.contents.unread] == []
    assert len(estate) > 0
    widen(estate, Scope.ALL)
    found = set(verdicts(name, estate).values())
    assert "violated" not in found
    assert bool(found) != bool({name, f"{name}-{language}"} & FRAGMENTS)
