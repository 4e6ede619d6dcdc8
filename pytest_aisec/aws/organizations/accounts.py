"""Organizations, their accounts, and where these are in the tree of units."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import NamedTuple

from pytest_aisec.aws.organizations.places import ROOT, name_of, place_at
from pytest_aisec.declarations import Dialect
from pytest_aisec.model.attribute import text, texts
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.derived import never
from pytest_aisec.model.evidence import unrecorded
from pytest_aisec.model.partly import PartlyKnownList, certain_items
from pytest_aisec.model.paths import call
from pytest_aisec.model.resource import Names, Resource, statement
from pytest_aisec.values import Unknown


class Organization(
    Resource,
    terraform="aws_organizations_organization",
    cloudformation="AWS::Organizations::Organization",
    live=Listing(
        "organizations",
        "DescribeOrganization",
        "[Organization]",
        id="Arn",
        scope="account",
        absent=("AWSOrganizationsNotInUseException",),
    ),
    names=Names(cloudformation=("Id",), live=("Arn", "Id")),
):
    """The organization that an account belongs to.

    https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeOrganization.html
    """


class OrganizationalUnit(
    Resource,
    terraform="aws_organizations_organizational_unit",
    cloudformation="AWS::Organizations::OrganizationalUnit",
    names=Names(cloudformation=("Id",)),
):
    """A unit of an organization, in its root or in another unit. An account tells units by the paths of its accounts.

    https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_ous.html
    """

    parent = text(terraform="parent_id", cloudformation="ParentId")


class Stand(NamedTuple):
    """Where an account is: the places that are known, whether those are all, and whether no policy holds for it."""

    known: frozenset[Hashable]
    is_complete: bool
    is_management: bool


class MemberAccount(
    Resource,
    terraform="aws_organizations_account",
    cloudformation="AWS::Organizations::Account",
    live=Listing(
        "organizations",
        "ListAccounts",
        "Accounts[?(State || Status) == 'ACTIVE'].{Id: Id, Arn: Arn, Paths: Paths}",
        id="Id",
        scope="account",
        absent=("AWSOrganizationsNotInUseException",),
    ),
    names=Names(cloudformation=("AccountId",), live=("Id", "Arn")),
):
    """An active account of an organization; of who looks after it nothing is kept.

    https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html
    """

    arn = text(
        default="", terraform=never("known once it is made"), cloudformation=never("known once it is made"), live="Arn"
    )
    parents = texts(terraform="parent_id", cloudformation="ParentIds", live="Paths")
    """What it is in: the root where nothing is stated. An account tells ways there: `o-1/r-1/ou-1/123456789012/`."""

    @statement
    def is_the_management_account(self) -> bool:
        """Policies of its organization do not hold for it. Files declare the other accounts.

        https://docs.aws.amazon.com/organizations/latest/userguide/orgs_getting-started_concepts.html
        """
        return self.dialect is Dialect.LIVE and self.arn.split(":")[4:5] == [self.address]

    @property
    def stand(self) -> Stand:
        """The same at a glance, and looked up once: policies ask for it of every account, and leave no evidence."""
        if self._stand is None:
            with unrecorded():
                way = self.way
                known, complete = frozenset(certain_items(way)), not isinstance(way, PartlyKnownList)
                self._stand = Stand(known, complete, self.is_the_management_account)
        return self._stand

    _stand: Stand | None = None

    @property
    def way(self) -> Sequence[Hashable]:
        """The places that it is in, as far as they are known: itself, the root, and the units between."""
        known: list[Hashable] = [self.address, ROOT]
        if self.dialect is Dialect.LIVE:
            steps = [step for path in self.parents for step in path.split("/") if step.startswith("ou-")]
            untold = Unknown(reason=f"where {self.address} is in its organization is not told")
            return [*known, *steps] if self.parents else PartlyKnownList(known, untold, (self.key, "way"))
        units = {each.address: each for each in self.estate.beside(self, OrganizationalUnit)}
        at, below = place_at(type(self).parents, self), self.resource
        while isinstance(at, str) and at not in known:
            known.append(at)
            if at not in units:
                at = Unknown(reason=f"what {at} is in is not declared here")
                break
            below = units[at]
            at = place_at(type(units[at]).parent, below)
        if isinstance(at, Unknown):
            return PartlyKnownList([*known, name_of(at, below, "parent")], at, (self.key, "way"))
        return known


class DelegatedAdministrator(
    Resource,
    terraform="aws_organizations_delegated_administrator",
    live=Listing(
        "organizations",
        "ListDelegatedAdministrators",
        "DelegatedAdministrators[].{Id: Id, Arn: Arn, Status: Status}",
        id="Id",
        scope="account",
        absent=("AWSOrganizationsNotInUseException",),
    ),
    names=Names(live=("Id", "Arn")),
):
    """A member account that looks after services for the whole organization. CloudFormation has none.

    Only the management account, and such accounts themselves, are told.
    https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListDelegatedAdministrators.html
    """

    account = text(terraform="account_id", live="Id")
    services = texts(
        terraform="service_principal",
        live=call("organizations", "ListDelegatedServicesForAccount", {"AccountId": "Id"})
        / "DelegatedServices.*.ServicePrincipal",
    )
    """What it looks after (`guardduty.amazonaws.com`); in Terraform each service is a resource of its own."""


class Parent(
    Resource,
    live=Listing(
        "organizations",
        "ListParents",
        "Parents",
        id="Id",
        per="sts:Account",
        per_parameters={"ChildId": "Account"},
        scope="account",
        absent=("AWSOrganizationsNotInUseException",),
    ),
    names=Names(live=("Id",)),
):
    """The root or unit of the organization that the account is directly in; what that is in is not followed.

    https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListParents.html
    """

    kind = text(among=("ROOT", "ORGANIZATIONAL_UNIT"), live="Type")
