"""What rules ask of headers is judged alike from a snapshot, which does not have the values."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pytest_aisec.analysis.masked import kinds_of_secrets, what_it_holds
from pytest_aisec.inventory import Inventory
from pytest_aisec.sources import snapshot
from pytest_aisec.sources.encoding import Masking
from tests.model.declared import inventory, live
from tests.policies.judged import everything, terraform, verdicts
from tests.policies.waf.test_origins import BALANCER, HEADER, OPEN, PAST, front
from tests.policies.waf.test_web_acls import BASELINE, FLOODS, LISTED, ONE, both, narrowed, negated, path, rate

PROOF = "from-the-edge"
EDGE = 'single_header {\nname = "x-edge"\n}'
HOST = 'single_header {\nname = "host"\n}'


def again(estate: Inventory, folder: Path) -> Inventory:
    """The same from a snapshot, in which the proof is not."""
    file = folder / "s.json"
    snapshot.write(file, estate.sources, str, Masking(what_it_holds, kinds_of_secrets))
    assert PROOF not in file.read_text()
    return Inventory(snapshot.read(file))


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        (path(PROOF, EDGE), "violated"),
        (negated(path(PROOF, EDGE)), "undetermined"),
        (both("and", path("/"), negated(LISTED), negated(path(PROOF, EDGE))), "undetermined"),
        (both("or", path("/"), path(PROOF, EDGE)), "passed"),
        (both("and", path("/"), path(PROOF, EDGE)), "violated"),
        (both("or", path("/"), path("api.", HOST)), "passed"),
    ],
)
def test_rules_of_web_acls(tmp_path: Path, scope: str, expected: str) -> None:
    text = f'resource "aws_wafv2_web_acl" "a" {{\nname = "a"\nscope = "REGIONAL"\n{narrowed(rate(), scope)}\n}}'
    estate = terraform(tmp_path, text)
    found = [verdicts(FLOODS, everything(each), ONE) for each in (estate, again(estate, tmp_path))]
    assert found == [{"aws_wafv2_web_acl.a": expected}] * 2


_ROOT = {"SearchString": "Lw==", "FieldToMatch": {"UriPath": {}}, "PositionalConstraint": "STARTS_WITH"}
_EDGE = {"SearchString": PROOF, "FieldToMatch": {"SingleHeader": {"Name": "x-edge"}}}


@pytest.mark.parametrize(("kind", "expected"), [("AndStatement", "violated"), ("OrStatement", "passed")])
def test_rules_of_an_account(tmp_path: Path, kind: str, expected: str) -> None:
    scope: Any = {kind: {"Statements": [{"ByteMatchStatement": _ROOT}, {"ByteMatchStatement": _EDGE}]}}
    managed = {"ManagedRuleGroupStatement": {"Name": "Common", "ScopeDownStatement": scope}}
    limited = {"RateBasedStatement": {"Limit": 100, "ScopeDownStatement": scope}}
    rules = [{"OverrideAction": {"None": {}}, "Statement": managed}, {"Action": {"Block": {}}, "Statement": limited}]
    estate = inventory(live("AWS::WAFv2::WebACL", "a", Rules=rules))
    for each in (estate, again(estate, tmp_path)):
        assert [verdicts(policy, everything(each), ONE)["a"] for policy in (BASELINE, FLOODS)] == [expected] * 2


def test_rules_of_listeners(tmp_path: Path) -> None:
    header = HEADER.replace('["secret"]', f'["{PROOF}", "old-{PROOF}"]')
    estate = terraform(tmp_path, BALANCER % ("false", OPEN, "fixed-response", header) + front("aws_lb.l.dns_name"))
    found = [verdicts(PAST, each) for each in (estate, again(estate, tmp_path))]
    assert found == [{"aws_cloudfront_distribution.d": "passed"}] * 2
