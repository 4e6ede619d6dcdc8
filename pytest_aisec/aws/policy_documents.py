"""Policy documents: statements of who may do what, the same in IAM, buckets, keys, repositories and queues."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import replace
from fnmatch import fnmatchcase
from functools import lru_cache

from pytest_aisec.aws.account_ids import account_number, canonical_id, credentials_of, is_an_account
from pytest_aisec.aws.policy_conditions import EVERYTHING, Condition, conditions_in, spares_known_callers_only
from pytest_aisec.model.attribute import TextList, items_of, text, texts
from pytest_aisec.model.derived import known_parts
from pytest_aisec.model.evidence import MASKED, Reading, record
from pytest_aisec.model.items import settled_items
from pytest_aisec.model.links import Blocks
from pytest_aisec.model.paths import Place
from pytest_aisec.model.resource import Block, View, answer, statement
from pytest_aisec.model.steps import step_into
from pytest_aisec.value_classes import value_class
from pytest_aisec.values import Located, PartlyKnown, Reference, Unknown, holds_secret
from pytest_aisec.verdicts import choose


@value_class(frozen=True)
class PrincipalsOf:
    """The principals of one kind; the bare `*` is everybody, and counts as of the kind AWS."""

    kind: str
    element: str = "Principal"

    def locate(self, view: View) -> Located:
        return self._of(step_into(view.body, [self.element]), f"{view.key}.{self.element}")

    def _of(self, found: Located, identity: str) -> Located:
        """The kind's part. Where the whole is one of several, all kinds take theirs of the same one."""
        match found.value:
            case dict():
                return step_into(found, [self.kind])
            case Unknown(possible=options) as unknown if options and not isinstance(unknown, PartlyKnown):
                parts = tuple(self._of(option, identity) for option in options)
                return replace(found, value=replace(unknown, possible=parts, identity=unknown.identity or identity))
            case Unknown():
                return found
        return found if self.kind == "AWS" else Located(None, found.location)

    def places(self) -> Iterator[Place]:
        yield Place(self.element)


def _principals(kind: str) -> PrincipalsOf:
    return PrincipalsOf(kind)


class PolicyStatement(Block):
    """One statement of a policy document. Its words are the same in every source: they are JSON.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
    """

    effect = text(among=("Allow", "Deny"), terraform="Effect", cloudformation="Effect", live="Effect")
    actions = texts(terraform="Action", cloudformation="Action", live="Action")
    other_actions = texts(terraform="NotAction", cloudformation="NotAction", live="NotAction")
    resources = texts(terraform="Resource", cloudformation="Resource", live="Resource")
    other_resources = texts(terraform="NotResource", cloudformation="NotResource", live="NotResource")
    accounts = texts(terraform=_principals("AWS"), cloudformation=_principals("AWS"), live=_principals("AWS"))
    """Whom of AWS it is about: ARNs, account numbers, or `*`."""
    services = texts(
        terraform=_principals("Service"), cloudformation=_principals("Service"), live=_principals("Service")
    )
    canonical_users = texts(
        terraform=_principals("CanonicalUser"),
        cloudformation=_principals("CanonicalUser"),
        live=_principals("CanonicalUser"),
    )
    """Accounts by the ids that only S3 knows them by.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-bucket-user-policy-specifying-principal-intro.html
    """
    federations = texts(
        terraform=_principals("Federated"), cloudformation=_principals("Federated"), live=_principals("Federated")
    )
    others = texts(terraform="NotPrincipal.AWS", cloudformation="NotPrincipal.AWS", live="NotPrincipal.AWS")

    @property
    def conditions(self) -> list[Condition]:
        """Its conditions, all of which have to hold. Raises Undetermined when it is not known which there are."""
        found = step_into(self.body, ["Condition"])
        read = conditions_in(found)
        if read:
            shown = MASKED if holds_secret(found) else [*map(str, read)]
            record(Reading(self.resource.address, f"{self.prefix}conditions", shown, found.location))
        return read

    @property
    def account_numbers(self) -> list[str]:
        """The numbers of the accounts that are named, by themselves or in ARNs. Raises Undetermined for any other one.

        What the source itself declares, and its own account where it is a parameter, are not given: they have no
        number, and are of no other account. Where everybody is named, conditions name those that are left.
        """
        found = type(self).accounts.locate(self)
        if found.value is not None:
            type(self).accounts.note(self, found, _shown(found))
        named = [each.value for _, each in _settled(self, type(self).accounts, found)]
        theirs = credentials_of(self.resource)
        numbers = [number for number in (account_number(each, theirs) for each in named) if number is not None]
        left = (test.accounts for test in self.conditions) if "*" in named else ()
        return numbers + [number for each in left for number in each]

    @property
    def canonical_ids(self) -> list[str]:
        """The canonical users that are named, as `account_numbers`: those that the source declares have no id."""
        found = type(self).canonical_users.locate(self)
        ids = (canonical_id(each.value) for _, each in _settled(self, type(self).canonical_users, found))
        return [each for each in ids if each is not None]

    @answer
    def covers(self, action: str) -> bool:
        """It is about an action (`s3:GetObject`): names it, a pattern that fits, or does not leave it out."""
        if any(_fits(action, pattern) for pattern in self.actions):
            return True
        return bool(self.other_actions) and not any(_fits(action, pattern) for pattern in self.other_actions)

    @statement
    def is_about_every_resource(self) -> bool:
        """It holds for everything, or for everything but some."""
        return any(EVERYTHING.fullmatch(resource) for resource in self._named()) or bool(self.other_resources)

    def _named(self) -> Iterator[str]:
        """The resources that may be patterns of everything: what is partly known, or a reference, is something."""
        stated = type(self).resources.locate(self)
        if stated.value is not None:
            type(self).resources.note(self, stated, _shown(stated))
        for place, found in _settled(self, type(self).resources, stated):
            value = found.value
            if isinstance(value, PartlyKnown | Reference):
                continue
            if isinstance(value, Unknown):
                value = choose((self.same(value, place), "is everything"), ("something", "*"), str(value))
            yield str(value)

    @property
    def resource_patterns(self) -> list[str]:
        """The resources that it names, as far as they are known: `?` stands for what is not, or is a reference.

        One that is not known at all may be a resource, all that is in it, both, or neither.
        """
        stated = type(self).resources.locate(self)
        if stated.value is not None:
            type(self).resources.note(self, stated, _shown(stated))
        patterns = []
        for place, found in _settled(self, type(self).resources, stated):
            value = found.value
            if isinstance(value, Unknown) and not isinstance(value, PartlyKnown | Reference):
                key = (self.same(value, place), "is a pattern of")
                value = choose(key, ("?/?", "?", "?/*", "*"), str(value))
            patterns.append(value if isinstance(value, str) else known_parts(found) or "?")
        return patterns

    @answer
    def is_about_everything_of(self, service: str) -> bool:
        """It holds for everything of one service: an ARN of nothing but wildcards behind its name."""
        return any(_whole(resource, service) for resource in self._named())

    @answer
    def is_about_all_that_an_account_has_of(self, service: str) -> bool:
        """It holds for everything of one service in an account, of one region or of all: `arn:...:REGION:ACCOUNT:*`."""
        if self.is_about_everything_of(service):
            return True
        stated = type(self).resources.locate(self)
        found = [each for _, each in _settled(self, type(self).resources, stated)]
        return any(
            _of_an_account(known_parts(each), service) for each in found if not isinstance(each.value, Reference)
        )

    @statement
    def is_conditional(self) -> bool:
        """It holds only under conditions."""
        return bool(self.conditions)

    @statement
    def admits_anyone(self) -> bool:
        """It allows something to everybody: no principal is named, and no condition really narrows who it is."""
        if self.effect != "Allow":
            return False
        found = type(self).accounts.locate(self)
        if found.value is not None:
            type(self).accounts.note(self, found, _shown(found))
        stated = _settled(self, type(self).accounts, found)
        if not (any(_is_everybody(account, self, place) for place, account in stated) or self.others):
            return False
        return not self.is_narrowed

    @statement
    def is_narrowed(self) -> bool:
        """One of its conditions leaves only known callers."""
        return any(condition.narrows for condition in self.conditions)


def _settled(statement: PolicyStatement, setting: TextList, found: Located) -> Iterator[tuple[Hashable, Located]]:
    return settled_items(setting, statement, setting.settled(statement, found))


def _shown(found: Located) -> list[object]:
    """A list as evidence shows it."""
    return [f"<{each.value}>" if isinstance(each.value, Unknown) else each.plain for each in items_of(found)]


def _is_everybody(account: Located, principal: View, place: Hashable) -> bool:
    """Whether a principal is the bare `*`. What is partly known, a reference or a pseudo parameter is somebody."""
    value = account.value
    if isinstance(value, PartlyKnown | Reference) or (isinstance(value, Unknown) and is_an_account(value)):
        return False
    if isinstance(value, Unknown):
        return choose((principal.same(value, place), "is everybody"), (False, True), str(value))
    return value == "*"


def lets_everybody_in(statements: Iterable[PolicyStatement]) -> bool:
    """A statement admits anyone, and no other one denies all of that to whoever is not known."""
    among = list(statements)
    for each in among:
        if each.admits_anyone and not any(_takes_back(other, each) for other in among if other.effect == "Deny"):
            return each.admits_anyone  # read again, and last: it is the statement to change
    return False


class HasPolicy(View):
    """What has a policy of its own, which says who may use it."""

    statements: Blocks[PolicyStatement]

    @statement
    def admits_anyone(self) -> bool:
        """Its policy lets in everybody."""
        return lets_everybody_in(self.statements)


def _takes_back(denial: PolicyStatement, grant: PolicyStatement) -> bool:
    if not any(account == "*" for account in denial.accounts):
        return False
    allowed = grant.actions
    if not allowed or not all(map(denial.covers, allowed)) or not spares_known_callers_only(denial.conditions):
        return False
    return all(any(fnmatchcase(each, other) for other in denial.resource_patterns) for each in grant.resource_patterns)


def _of_an_account(resource: str, service: str) -> bool:
    fields = resource.split(":", 5)
    return len(fields) == 6 and fnmatchcase(service, fields[2]) and re.fullmatch(r"[*/]+", fields[5]) is not None  # noqa: PLR2004 -- an ARN


def _whole(resource: str, service: str) -> bool:
    """`arn:aws:bedrock:*:*:*`, `arn:aws:bedrock:*`, `arn:aws:*`."""
    parts = resource.split(":", 3)
    if parts[0] != "arn" or len(parts) < 3:  # noqa: PLR2004 -- a partition and a service
        return False
    return fnmatchcase(service, parts[2]) and EVERYTHING.fullmatch("".join(parts[3:])) is not None


@lru_cache(maxsize=65536)
def _fits(action: str, pattern: str) -> bool:
    return fnmatchcase(action.lower(), pattern.lower())
