"""Amazon OpenSearch Serverless."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

from pytest_aisec.aws import kms
from pytest_aisec.declarations import Dialect
from pytest_aisec.model.attribute import boolean, text
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.derived import never
from pytest_aisec.model.links import fellows, link
from pytest_aisec.model.resource import Names, Resource, answer, statement
from pytest_aisec.model.structure import decoded, structure
from pytest_aisec.verdicts import NotApplicable


class Collection(
    Resource,
    terraform="aws_opensearchserverless_collection",
    cloudformation="AWS::OpenSearchServerless::Collection",
    live=Listing(
        "opensearchserverless",
        "ListCollections",
        "collectionSummaries",
        id="arn",
        describe=Call("opensearchserverless", "BatchGetCollection", {"ids": "[id]"}),
        described="collectionDetails[0]",
    ),
    names=Names(terraform=("name",), cloudformation=("Name",), live=("arn", "id", "name")),
):
    """A collection of indexes: the usual store of a knowledge base.

    https://docs.aws.amazon.com/opensearch-service/latest/developerguide/serverless-manage.html
    """

    name = text()
    kind = text(
        among=("SEARCH", "TIMESERIES", "VECTORSEARCH"),
        default="TIMESERIES",
        terraform="type",
        cloudformation="Type",
        live="type",
    )
    kms_key = link(
        lambda: kms.Key,
        terraform="encryption_config.kms_key_arn",
        cloudformation="EncryptionConfig.KmsKeyArn",
        live="kmsKeyArn",
        reads=lambda text: None if text == "auto" else text,
    )
    """The key that it names itself; in an account the one in effect, `auto` for one of the service's own."""

    owned_key = boolean(
        default=False,
        terraform="encryption_config.aws_owned_key",
        cloudformation="EncryptionConfig.AWSOwnedKey",
        live=never("an account tells the key"),
    )
    policies = fellows(lambda: SecurityPolicy)

    @statement
    def encrypted_with_customer_managed_key(self) -> bool:
        """The key in effect, its own or else that of the encryption policy most of all about it, is the account's.

        NotApplicable to files that declare neither.
        """
        if self.kms_key is not None:
            return self.kms_key.customer_managed
        if self.dialect is Dialect.LIVE or self.owned_key:
            return False
        about = [each for each in self.policies if each.kind == "encryption" and each.is_about(self.name)]
        if not about:
            raise NotApplicable("no encryption policy beside it is about it: its key is chosen elsewhere")
        return max(about, key=lambda each: each.nearness_to(self.name)).names_own_key

    @statement
    def reachable_from_the_internet(self) -> bool:
        """A network policy about it lets everybody in. One that no policy is about cannot be reached at all.

        https://docs.aws.amazon.com/opensearch-service/latest/developerguide/serverless-network.html; NotApplicable to
        files that declare no such policy.
        """
        about = [each for each in self.policies if each.kind == "network" and each.is_about(self.name)]
        if not about and self.dialect is not Dialect.LIVE:
            raise NotApplicable("no network policy beside it is about it: who reaches it is decided elsewhere")
        return any(each.opens(self.name) for each in about)


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

    Of an account only those about the network are read: collections tell the key in effect.

    https://docs.aws.amazon.com/opensearch-service/latest/developerguide/serverless-network.html,
    https://docs.aws.amazon.com/opensearch-service/latest/developerguide/serverless-encryption.html
    """

    kind = text(among=("network", "encryption"), terraform="type", cloudformation="Type", live="type")
    document = structure(terraform=decoded("policy"), cloudformation=decoded("Policy"), live=decoded("policy"))

    @property
    def allows_from_public(self) -> bool:
        """One of its rules lets the internet in to collections."""
        return any(rule.get("AllowFromPublic") is True for rule in self._rules())

    @answer
    def is_about(self, name: str) -> bool:
        """Whether one of its patterns fits the name of a collection."""
        return any(self._fitting(rule, name) for rule in self._rules())

    def nearness_to(self, name: str) -> int:
        """How much of a name its patterns spell out: of two that fit, the one that does so more is in effect."""
        return max((len(pattern) for rule in self._rules() for pattern in self._fitting(rule, name)), default=0)

    @answer
    def opens(self, name: str) -> bool:
        """Whether a rule about a collection of that name lets the internet in."""
        return any(rule.get("AllowFromPublic") is True and self._fitting(rule, name) for rule in self._rules())

    @property
    def names_own_key(self) -> bool:
        """It names a key of the account, not one that the service owns."""
        rules = list(self._rules())
        return bool(rules) and all(rule.get("KmsARN") and rule.get("AWSOwnedKey") is not True for rule in rules)

    def _fitting(self, rule: Mapping[str, Any], name: str) -> list[str]:
        return [
            pattern
            for each in rule.get("Rules") or ()
            for pattern in each.get("Resource") or ()
            if fnmatchcase(f"collection/{name}", pattern)
        ]

    def _rules(self) -> Iterator[Mapping[str, Any]]:
        found = self.document
        yield from (rule for rule in (found if isinstance(found, list) else [found]) if isinstance(rule, Mapping))
