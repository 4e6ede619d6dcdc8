"""AWS Identity and Access Management: what users and the root user sign in with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from pytest_aisec.aws.iam.principals import User
from pytest_aisec.model.attribute import boolean, integer, text, texts
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.convert import switch
from pytest_aisec.model.derived import never
from pytest_aisec.model.links import link
from pytest_aisec.model.paths import Place
from pytest_aisec.model.quantities import moment
from pytest_aisec.model.resource import Names, Resource, View, statement
from pytest_aisec.model.steps import step_into
from pytest_aisec.model.structure import structure
from pytest_aisec.value_classes import value_class
from pytest_aisec.values import Located
from pytest_aisec.verdicts import Undetermined

_REPORTED = switch(true=True, false=False, not_supported=True)
"""The words of the credential report; it does not tell of the password of the root user, who always has one."""


@value_class(frozen=True)
class ReportedMoment:
    """A moment in the credential report, which writes `N/A` and `no_information` where there was none."""

    column: str

    def locate(self, view: View) -> Located:
        found = step_into(view.body, [self.column])
        return replace(found, value=None) if found.value in NO_MOMENTS else found

    def places(self) -> Iterator[Place]:
        yield Place(self.column)


NO_MOMENTS = ("N/A", "no_information", "not_supported", "")


class AccessKey(
    Resource,
    terraform="aws_iam_access_key",
    cloudformation="AWS::IAM::AccessKey",
):
    """A long-lived key of a user, as files declare it; of an account the credential report tells."""

    active = boolean(
        default=True, switch=switch(Active=True, Inactive=False), terraform="status", cloudformation="Status"
    )
    user = link(lambda: User, terraform="user", cloudformation="UserName")


class Credentials(
    Resource,
    live=Listing(
        "iam",
        "GetCredentialReport",
        "Content",
        id="join(' ', ['credentials of', arn])",
        scope="account",
        decoded="csv",
        first=Call("iam", "GenerateCredentialReport"),
        ready="State == 'COMPLETE'",
    ),
    names=Names(live=("arn",)),
):
    """What a user, or the root user, can sign in with: a row of the credential report.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
    """

    name = text(live="user")
    user = link(lambda: User, live="arn")
    has_password = boolean(switch=_REPORTED, live="password_enabled")
    has_mfa = boolean(switch=_REPORTED, live="mfa_active")
    has_first_key = boolean(switch=_REPORTED, live="access_key_1_active")
    has_second_key = boolean(switch=_REPORTED, live="access_key_2_active")
    first_key_rotated = moment(live=ReportedMoment("access_key_1_last_rotated"))
    second_key_rotated = moment(live=ReportedMoment("access_key_2_last_rotated"))
    first_key_used = moment(live=ReportedMoment("access_key_1_last_used_date"))
    second_key_used = moment(live=ReportedMoment("access_key_2_last_used_date"))

    @property
    def is_root(self) -> bool:
        """Whether it is the root user of the account."""
        return self.name == "<root_account>"

    @property
    def active_keys(self) -> int:
        """How many access keys are active."""
        return int(self.has_first_key) + int(self.has_second_key)

    @property
    def days_since_rotation(self) -> int:
        """The age in days of the oldest active key; 0 without one."""
        return max((self.days_since(rotated) or 0 for rotated, _ in self._keys()), default=0)

    @property
    def days_unused(self) -> int:
        """For how many days the active key that was not used for longest has not been; 0 without one.

        A key that was never used counts from the day on which it was made.
        """
        return max((self.days_since(used or rotated) or 0 for rotated, used in self._keys()), default=0)

    def _keys(self) -> Iterator[tuple[datetime | None, datetime | None]]:
        if self.has_first_key:
            yield self.first_key_rotated, self.first_key_used
        if self.has_second_key:
            yield self.second_key_rotated, self.second_key_used


class AccountSummary(
    Resource,
    live=Listing("iam", "GetAccountSummary", "[@]", id="'summary of identities'", scope="account"),
):
    """What IAM counts in an account.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html
    """

    counts = structure(live="SummaryMap")

    @statement
    def has_root_password(self) -> bool:
        """The root user has a password: it is 0 where its credentials were never made, or have been removed."""
        found = self.counts.get("AccountPasswordPresent")
        if found is None:
            raise Undetermined("the account does not tell whether its root user has a password")
        return bool(found)


class VirtualMfaDevice(
    Resource,
    live=Listing("iam", "ListVirtualMFADevices", "VirtualMFADevices", id="SerialNumber", scope="account"),
):
    """A second factor that is an app, not a device: its secret can be copied."""

    owner = text(default=None, live="User.Arn")

    @property
    def is_of_root(self) -> bool:
        """It is the second factor of the root user."""
        return self.owner is not None and self.owner.endswith(":root")


class OrganizationsFeatures(
    Resource,
    terraform="aws_iam_organizations_features",
    live=Listing(
        "iam",
        "ListOrganizationsFeatures",
        "[@][?OrganizationId]",
        id="OrganizationId",
        scope="account",
        absent=(
            "ServiceAccessNotEnabledException",
            "AccountNotManagementOrDelegatedAdministratorException",
            "OrganizationNotFoundException",
            "OrganizationNotInAllFeaturesModeException",
        ),
    ),
):
    """What an organization manages centrally of the root users of its accounts; only its own account tells.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-enable-root-access.html
    """

    enabled = texts(terraform="enabled_features", live="EnabledFeatures")


class ServiceSpecificCredential(
    Resource,
    terraform="aws_iam_service_specific_credential",
    live=Listing(
        "iam",
        "ListServiceSpecificCredentials",
        "ServiceSpecificCredentials",
        id="ServiceSpecificCredentialId",
        parameters={"AllUsers": True},
        scope="account",
    ),
):
    """A long-lived key of a user for one service: an API key of Amazon Bedrock is one.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_ServiceSpecificCredentialMetadata.html
    """

    service = text(default="", terraform="service_name", live="ServiceName")
    user = link(lambda: User, terraform="user_name", live="UserName")
    active = boolean(
        default=True, switch=switch(Active=True, Inactive=False, Expired=False), terraform="status", live="Status"
    )
    stated_days = integer(default=None, terraform="credential_age_days", live=never("the dates tell"))
    created = moment(terraform=never("it is known after apply"), live="CreateDate")
    expires = moment(terraform=never("it is known after apply"), live="ExpirationDate")

    @property
    def days(self) -> int | None:
        """For how many days it holds; None for one that never ends."""
        if self.expires is not None and self.created is not None:
            return (self.expires - self.created).days
        return self.stated_days
