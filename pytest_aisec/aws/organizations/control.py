"""Service control policies: what they deny, and to which accounts."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

from pytest_aisec.aws.organizations.accounts import MemberAccount
from pytest_aisec.aws.organizations.denials import MODEL_CALLS, REGION, denies_everything, fits_one, left_open
from pytest_aisec.aws.organizations.places import ROOT, Place, name_of, place_of
from pytest_aisec.aws.policy_documents import PolicyStatement
from pytest_aisec.declarations import Dialect
from pytest_aisec.model.attribute import REQUIRED, PerDialect, items_of, text, texts
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.derived import document
from pytest_aisec.model.items import settled_items
from pytest_aisec.model.links import blocks, fellows
from pytest_aisec.model.partly import PartlyKnownList, certain_items
from pytest_aisec.model.paths import call, companion, every
from pytest_aisec.model.remembered import remembered
from pytest_aisec.model.resource import Names, Resource, answer, statement
from pytest_aisec.values import Unknown
from pytest_aisec.verdicts import NotApplicable, Undetermined

AI_SERVICES = frozenset({"bedrock", "bedrock-agentcore", "sagemaker", "q", "qbusiness", "s3vectors", "aoss"})
"""The prefixes of actions on models, agents and assistants."""

_ANY = "AnActionThatIsToCome"


class ServiceControlPolicy(
    Resource,
    terraform="aws_organizations_policy",
    cloudformation="AWS::Organizations::Policy",
    live=Listing(
        "organizations",
        "ListPolicies",
        "Policies",
        id="Arn",
        parameters={"Filter": "SERVICE_CONTROL_POLICY"},
        describe=Call("organizations", "DescribePolicy", {"PolicyId": "Id"}),
        described="Policy",
        scope="account",
        absent=("AWSOrganizationsNotInUseException",),
    ),
    names=Names(cloudformation=("Id",), live=("Arn", "Id")),
):
    """A policy of an organization; those of other types than service control are not judged.

    https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
    """

    kind = text(
        default=PerDialect(terraform="SERVICE_CONTROL_POLICY", cloudformation=REQUIRED, live=REQUIRED),
        terraform="type",
        cloudformation="Type",
        live="Type",
    )
    statements = blocks(
        PolicyStatement,
        terraform=document("content"),
        cloudformation=document("Content"),
        live=document("Content"),
    )
    targets = texts(
        terraform=every(companion("aws_organizations_policy_attachment", by="policy_id") / "target_id"),
        cloudformation="TargetIds",
        live=call("organizations", "ListTargetsForPolicy", {"PolicyId": "Id"}) / "Targets.*.TargetId",
    )
    """The roots, units and accounts that it is attached to."""
    beside = fellows(lambda: ServiceControlPolicy)
    accounts = fellows(lambda: MemberAccount)

    @statement
    def is_about_models(self) -> bool:
        """It denies something that AI services do."""
        return any(
            each.effect == "Deny" and any(each.covers(f"{name}:{_ANY}") for name in AI_SERVICES)
            for each in self.statements
        ) or any(
            each.effect == "Deny" and action.partition(":")[0].lower() in AI_SERVICES
            for each in self.statements
            for action in each.actions
        )

    @answer
    def denies(self, service: str) -> bool:
        """It denies every action of a service, on every resource, to everybody whom it does not spare."""
        return any(
            each.covers(f"{service}:{_ANY}")
            and denies_everything(each)
            and not any(test.key == REGION for test in each.conditions)
            for each in self.statements
        )

    @answer
    def confines(self, action: str) -> bool:
        """It denies an action outside of named regions, or everywhere, to everybody whom it does not spare."""
        return any(each.covers(action) and denies_everything(each) for each in self.statements)

    @answer
    def holds_for(self, account: MemberAccount) -> bool:
        """It is attached to an account, or to what that is in. Files may leave to others to attach it."""
        known, unknown = self.places
        if self.holds_everywhere or not known.isdisjoint(certain_items(account.way)):
            return True
        if unknown is not None:
            raise Undetermined(str(unknown))
        return not known.isdisjoint(account.way)

    @property
    def places(self) -> tuple[set[Hashable], Unknown | None]:
        """What it is attached to, as far as that is known, and why that is not all."""
        return remembered(self.memory, "places", self._read_places)

    def _read_places(self) -> tuple[set[Hashable], Unknown | None]:
        places = self._stated_places()
        unknown = [each for each in places if isinstance(each, Unknown)]
        named = {name_of(each, self, "targets", index) for index, each in enumerate(places)}
        return named, next(iter(unknown), None)

    def _stated_places(self) -> list[Place | Unknown]:
        found = type(self).targets.locate(self)
        places = [place_of(item) for _, item in settled_items(type(self).targets, self, found)]
        type(self).targets.note(self, found, [str(each) for each in places])
        return places

    @statement
    def is_attached(self) -> bool:
        """It is attached to a root, a unit or an account, whether or not it is known to which."""
        places = self._stated_places()
        if any(not isinstance(each, Unknown) or each.is_set for each in places):
            return True
        for each in places:
            raise Undetermined(str(each))
        return False

    @property
    def holds_everywhere(self) -> bool:
        """It is attached to the root. Of files that attach it to nothing, where it is attached is not asked."""
        unattached = self.dialect is not Dialect.LIVE and not items_of(type(self).targets.locate(self))
        return unattached or ROOT in self.places[0]

    @property
    def unconfined_calls(self) -> list[str]:
        """Those of `MODEL_CALLS` that no policy confines to regions, with the first account in which that is so.

        What is attached to nothing confines nothing, and what is attached elsewhere confines no account.
        """
        return self._left_open({call: call for call in MODEL_CALLS}, ServiceControlPolicy.confines, anywhere=True)

    def undenied(self, services: Iterable[str]) -> list[str]:
        """Those of some services that no policy denies, with the first account in which that is so."""
        return self._left_open({name: f"{name}:{_ANY}" for name in services}, ServiceControlPolicy.denies)

    def _left_open(
        self, asked: dict[str, str], closes: Callable[[ServiceControlPolicy, str], bool], *, anywhere: bool = False
    ) -> list[str]:
        """What some account may do, and which, of what is asked, each with an action that it stands for.

        Files are judged by the accounts that they declare. Where none is, it is enough that some policy closes.
        """
        beside, accounts = self.beside, self.accounts
        governed = self._governed(accounts)
        found = []
        for name, action in asked.items():
            closing = [each for each in certain_items(beside) if _counts(each) and closes(each, name)]
            if any(each.holds_everywhere for each in closing):
                continue
            if governed is None:
                governed = [each for each in accounts if not each.stand.is_management]  # raises: others may be there
            silent, doubt = self._where_nobody_allows(action, anywhere)
            where = next((each for each in _outside(governed, closing) if silent.isdisjoint(each.stand.known)), None)
            if where is None and doubt is not None and next(_outside(governed, closing), None) is not None:
                raise Undetermined(str(doubt))
            if where is not None or not (governed or closing):
                found.append(name if where is None else f"{name} in {where.address}")
        if found and isinstance(beside, PartlyKnownList):
            tuple(beside)  # raises: others may close it
        return found

    def _governed(self, accounts: Sequence[MemberAccount]) -> list[MemberAccount] | None:
        """The accounts for which such policies hold at all; None where an account does not tell of all."""
        if self.dialect is Dialect.LIVE and isinstance(accounts, PartlyKnownList):
            return None
        return [each for each in certain_items(accounts) if not each.stand.is_management]

    def _where_nobody_allows(self, action: str, anywhere: bool) -> tuple[set[Hashable], Unknown | None]:
        """The places with policies none of which allows an action, `anywhere`: in any region; and why one may.

        Files do not tell of the policy that allows everything, which AWS attaches to every place by itself.
        https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html
        """
        if self.dialect is not Dialect.LIVE or isinstance(self.beside, PartlyKnownList):
            return set(), None
        attached = {place for each in self.beside for place in each.places[0]}
        allowing = [each for each in self.beside if each.allows(action, anywhere)]
        doubts = (each.places[1] for each in allowing)
        silent = attached - {place for each in allowing for place in each.places[0]}
        return silent, next((each for each in doubts if each is not None), None)

    @answer
    def allows(self, action: str, anywhere: bool) -> bool:
        """It lets an action be allowed, `anywhere`: in any region, whatever other conditions it states."""
        return any(
            each.effect == "Allow"
            and each.covers(action)
            and not (anywhere and any(test.key == REGION for test in each.conditions))
            for each in self.statements
        )

    @property
    def open_regions(self) -> list[str]:
        """The regions, or patterns of them, that it and those beside it leave open to `MODEL_CALLS`.

        NotApplicable where it does not deny these outside of regions.
        """
        if not any(any(left_open(each, action)) for action in MODEL_CALLS for each in self.statements):
            raise NotApplicable("it does not confine models to regions")
        held = self._held()
        beside = [each for each in self.beside if each is not self and _counts(each) and each.holds_for_all(held)]
        found: dict[str, None] = {}
        for action in MODEL_CALLS:
            others = [
                left for policy in (self, *beside) for each in policy.statements for left in left_open(each, action)
            ]
            own = [region for each in self.statements for left in left_open(each, action) for region in left]
            found |= dict.fromkeys(each for each in own if all(fits_one(each, left) for left in others))
        for each in self.statements:  # read again, and last: what they leave is the word to change
            _ = each.conditions if not found.keys().isdisjoint(_named_in(each)) else None
        return list(found)

    def _held(self) -> list[MemberAccount]:
        """The accounts that it holds for, as far as accounts are told."""
        governed = [each for each in certain_items(self.accounts) if not each.stand.is_management]
        outside = set(_outside(governed, [self]))
        return [each for each in governed if each not in outside]

    def holds_for_all(self, accounts: Sequence[MemberAccount]) -> bool:
        """It holds for each of some accounts."""
        return self.holds_everywhere or next(_outside(accounts, [self]), None) is None


def _outside(governed: Iterable[MemberAccount], closing: Sequence[ServiceControlPolicy]) -> Iterator[MemberAccount]:
    """The accounts that none of some policies holds for. There may be thousands of them, most in the same places."""
    held = {place for each in closing for place in each.places[0]}
    sure = all(each.places[1] is None for each in closing)
    for account in governed:
        if not held.isdisjoint(account.stand.known):
            continue
        if (sure and account.stand.is_complete) or not any(each.holds_for(account) for each in closing):
            yield account


def _counts(policy: ServiceControlPolicy) -> bool:
    """What is attached to nothing denies nothing; where files attach it is judged by itself."""
    return policy.dialect is not Dialect.LIVE or policy.is_attached


def _named_in(each: PolicyStatement) -> list[str]:
    return [region for action in MODEL_CALLS for left in left_open(each, action) for region in left]
