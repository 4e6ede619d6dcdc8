"""Amazon OpenSearch Serverless."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pytest_aisec.model.attribute import text
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.resource import Names, Resource
from pytest_aisec.model.structure import decoded, structure


class Collection(
    Resource,
    terraform="aws_opensearchserverless_collection",
    cloudformation="AWS::OpenSearchServerless::Collection",
    live=Listing("opensearchserverless", "ListCollections", "collectionSummaries", id="arn"),
    names=Names(terraform=("name",), cloudformation=("Name",), live=("arn", "id", "name")),
):
    """A collection of indexes: the usual store of a knowledge base."""

    name = text()


class SecurityPolicy(
    Resource,
    terraform="aws_opensearchserverless_security_policy",
    cloudformation="AWS::OpenSearchServerless::SecurityPolicy",
    live=Listing(
        "opensearchserverless",
        "ListSecurityPolicies",
        "securityPolicySummaries",
        id="name",
        parameters={"type": "network"},
        describe=Call("opensearchserverless", "GetSecurityPolicy", {"type": "type", "name": "name"}),
        described="securityPolicyDetail",
    ),
    names=Names(terraform=("name",), cloudformation=("Name",), live=("name",)),
):
    """A policy that says from where collections can be reached; in files also one that says how they are encrypted.

    https://docs.aws.amazon.com/opensearch-service/latest/developerguide/serverless-network.html,
    https://docs.aws.amazon.com/opensearch-service/latest/developerguide/serverless-encryption.html
    """

    kind = text(among=("network", "encryption"), terraform="type", cloudformation="Type", live="type")
    document = structure(terraform=decoded("policy"), cloudformation=decoded("Policy"), live=decoded("policy"))

    @property
    def allows_from_public(self) -> bool:
        """One of its rules lets the internet in to collections."""
        return any(rule.get("AllowFromPublic") is True for rule in self._rules())

    @property
    def names_own_key(self) -> bool:
        """It names a key of the account, not one that the service owns."""
        rules = list(self._rules())
        return bool(rules) and all(rule.get("KmsARN") and rule.get("AWSOwnedKey") is not True for rule in rules)

    def _rules(self) -> Iterator[Mapping[str, Any]]:
        found = self.document
        yield from (rule for rule in (found if isinstance(found, list) else [found]) if isinstance(rule, Mapping))
