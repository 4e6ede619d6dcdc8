"""Amazon OpenSearch Serverless."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator
from fnmatch import fnmatchcase

from pytest_aisec.aws import kms
from pytest_aisec.declarations import Dialect
from pytest_aisec.model.attribute import boolean, items_of, text
from pytest_aisec.model.calls import Batch, Call, Listing
from pytest_aisec.model.derived import known_parts, never
from pytest_aisec.model.evidence import Reading, record
from pytest_aisec.model.links import fellows, link
from pytest_aisec.model.resource import Names, Resource, answer, statement
from pytest_aisec.model.steps import step_into
from pytest_aisec.model.structure import Structure, decoded, structure
from pytest_aisec.values import Located, Location, PartlyKnown, Unknown
from pytest_aisec.verdicts import NotApplicable, Undetermined, choose


class Collection(
    Resource,
    terraform="aws_opensearchserverless_collection",
    cloudformation="AWS::OpenSearchServerless::Collection",
    live=Listing(
        "opensearchserverless",
        "ListCollections",
        "collectionSummaries",
        id="arn",
        describe=Call(
            "opensearchserverless",
            "BatchGetCollection",
            {"ids": "[id]"},
            batch=Batch(
                "ids",
                100,
                "collectionDetails",
                "id",
                refused="collectionErrorDetails",
                refused_key="id",
                code="errorCode",
                words="errorMessage",
            ),
        ),
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
        name = self._name
        about = [each for each in self.policies if each.kind == "encryption" and each.is_about(name)]
        if not about:
            raise NotApplicable("no encryption policy beside it is about it: its key is chosen elsewhere")
        policy = max(about, key=lambda each: each.nearness_to(name))
        self._note(policy, "AWSOwnedKey")
        return policy.names_own_key

    @statement
    def reachable_from_the_internet(self) -> bool:
        """A network policy about it lets everybody in. One that no policy is about cannot be reached at all.

        https://docs.aws.amazon.com/opensearch-service/latest/developerguide/serverless-network.html; NotApplicable to
        files that declare no such policy.
        """
        name = self._name
        about = [each for each in self.policies if each.kind == "network" and each.is_about(name)]
        if not about and self.dialect is not Dialect.LIVE:
            raise NotApplicable("no network policy beside it is about it: who reaches it is decided elsewhere")
        policy = next((each for each in about if each.opens(name)), None)
        if policy is not None:
            self._note(policy, "AllowFromPublic")
        return policy is not None

    @property
    def _name(self) -> str:
        """The name, with a mark for each part of it that is not known: a pattern made with the same part has it too."""
        found = Collection.name.locate(self).value
        is_open = (
            isinstance(found, Unknown) and not found.possible and (isinstance(found, PartlyKnown) or found.identity)
        )
        return _marked(found) if is_open else self.name

    def _note(self, policy: SecurityPolicy, name: str) -> None:
        """Keep as evidence which policy decides, where it does so: that is what has to be changed."""
        record(Reading(self.address, f"{policy.kind}_policy", policy.address, policy.place_of(name)))


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
        return any(self._is_true(rule, "AllowFromPublic") for rule in _rules_of(self, SecurityPolicy.document))

    @property
    def names_own_key(self) -> bool:
        """It names a key of the account, not one that the service owns."""
        rules = list(_rules_of(self, SecurityPolicy.document))
        return bool(rules) and all(self._has_key(rule) and not self._is_true(rule, "AWSOwnedKey") for rule in rules)

    def place_of(self, name: str) -> Location:
        """Where one of its rules says that something is so (`AllowFromPublic`); else where its document begins."""
        document = SecurityPolicy.document.locate(self)
        stated = (step_into(rule, [name]) for rule in items_of(document))
        return next((each.location for each in stated if each.value is True), document.location)

    @answer
    def is_about(self, name: str) -> bool:
        """Whether one of its patterns fits the name of a collection."""
        return any(self._fitting(rule, name) for rule in _rules_of(self, SecurityPolicy.document))

    def nearness_to(self, name: str) -> int:
        """How much of a name its patterns spell out: of two that fit, the one that does so more is in effect."""
        rules = _rules_of(self, SecurityPolicy.document)
        return max((len(pattern) for rule in rules for pattern in self._fitting(rule, name)), default=0)

    @answer
    def opens(self, name: str) -> bool:
        """Whether a rule about a collection of that name lets the internet in."""
        return any(
            self._is_true(rule, "AllowFromPublic") and self._fitting(rule, name)
            for rule in _rules_of(self, SecurityPolicy.document)
        )

    def _is_true(self, rule: Located, name: str) -> bool:
        found = step_into(rule, [name])
        if isinstance(found.value, Unknown):
            key = (self.same(found.value, name, found.location), "is true")
            return choose(key, (False, True), str(found.value))
        SecurityPolicy.document.note(self, found, {name: found.value})
        return found.value is True

    def _has_key(self, rule: Located) -> bool:
        found = step_into(rule, ["KmsARN"])
        if isinstance(found.value, Unknown) and not found.value.is_set:
            raise Undetermined(str(found.value))
        SecurityPolicy.document.note(self, found, {"KmsARN": known_parts(found) or None})
        return bool(found.value)

    def _fitting(self, rule: Located, name: str) -> list[str]:
        patterns = (each for part in items_of(step_into(rule, ["Rules"])) for each in _texts_at(part, "Resource"))
        return [known_parts(pattern) for pattern in patterns if _fits(f"collection/{name}", pattern, self.key)]


class AccessPolicy(
    Resource,
    terraform="aws_opensearchserverless_access_policy",
    cloudformation="AWS::OpenSearchServerless::AccessPolicy",
    live=Listing(
        "opensearchserverless",
        "ListAccessPolicies",
        "accessPolicySummaries",
        id="name",
        parameters={"type": "data"},
        describe=Call("opensearchserverless", "GetAccessPolicy", {"type": "type", "name": "name"}),
        described="accessPolicyDetail",
    ),
    names=Names(terraform=("name",), cloudformation=("Name",), live=("name",)),
):
    """A policy that says who may do what with the indexes of collections.

    https://docs.aws.amazon.com/opensearch-service/latest/developerguide/serverless-data-access.html
    """

    document = structure(terraform=decoded("policy"), cloudformation=decoded("Policy"), live=decoded("policy"))

    @property
    def open_principals(self) -> list[str]:
        """The principals that stand for many: those with a wildcard, and accounts, which are everybody in them.

        https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
        """
        rules = _rules_of(self, AccessPolicy.document)
        named = (text for rule in rules for text in _texts_at(rule, "Principal"))
        return self._fitting("Principal", named, _MANY)

    @property
    def open_resources(self) -> list[str]:
        """The collections and indexes that it names only as all there are."""
        parts = (
            part for rule in _rules_of(self, AccessPolicy.document) for part in items_of(step_into(rule, ["Rules"]))
        )
        named = (text for part in parts for text in _texts_at(part, "Resource"))
        return self._fitting("Resource", named, _ALL_THERE_ARE)

    def _fitting(self, name: str, texts: Iterable[Located], pattern: re.Pattern[str]) -> list[str]:
        """Those that a pattern fits, as far as they are known; a reference names one thing."""
        found: list[str] = []
        for each in texts:
            known = known_parts(each)
            AccessPolicy.document.note(self, each, {name: known})
            if pattern.fullmatch(known):
                found.append(known)
        return found


_MANY = re.compile(r".*[*].*|arn:[^:]*:iam::[^:]*:root|[0-9]{12}", re.DOTALL)
_ALL_THERE_ARE = re.compile(r"(?:collection/[*]|index/[*]/).*", re.DOTALL)


def _rules_of(policy: Resource, document: Structure) -> Iterator[Located]:
    """The rules of a policy, which is a list of them, or a single one. Raises Undetermined for what is not known."""
    for rule in items_of(document.locate(policy)):
        if isinstance(rule.value, Unknown):
            raise Undetermined(str(rule.value))
        yield rule


def _texts_at(rule: Located, name: str) -> Iterator[Located]:
    """The texts of a list in a rule. Raises Undetermined where it is not known which there are."""
    stated = step_into(rule, [name])
    if type(stated.value) is Unknown:
        raise Undetermined(str(stated.value))
    for item in items_of(stated):
        if isinstance(item.value, Unknown) and not item.value.is_set:
            raise Undetermined(str(item.value))
        yield item


MARK = "\0"


def _marked(value: object) -> str:
    """A text that holds, for each part that is not known, which unknown it is."""
    match value:
        case PartlyKnown(parts=parts):
            return "".join(map(_marked, parts))
        case Unknown(identity=identity):
            return f"{MARK}{re.sub(r'[][*?]', '_', identity or str(id(value)))}{MARK}"
    return str(value)


def _fits(name: str, pattern: Located, key: Hashable) -> bool:
    """Whether a pattern fits; where either is known in parts it may, unless the known parts are others."""
    value = pattern.value
    text = _marked(value)
    if fnmatchcase(name, text):
        return True
    if not isinstance(value, Unknown) and MARK not in name:
        return False
    if not _may_fit(name, text):
        return False
    missing = value if isinstance(value, Unknown) else "the name of the collection is not known"
    return choose((key, name, text, "fits"), (False, True), str(missing))


def _may_fit(name: str, pattern: str) -> bool:
    """Whether they can be alike: as texts, or by what is known of both before the first part that is open."""
    if MARK not in name:
        return fnmatchcase(name, re.sub(f"{MARK}[^{MARK}]*{MARK}", "*", pattern))
    known, stated = name.partition(MARK)[0], re.split(rf"[{MARK}*?[]", pattern, maxsplit=1)[0]
    return known.startswith(stated) or stated.startswith(known)
