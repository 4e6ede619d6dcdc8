"""What people and programs sign in with."""

from __future__ import annotations

from typing import ClassVar

from pytest_aisec.ai.population import Seen, Subject
from pytest_aisec.analysis import identity
from pytest_aisec.aws import iam
from pytest_aisec.declarations import Dialect
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.links import fellows, referrers
from pytest_aisec.model.resource import Resource, statement
from pytest_aisec.verdicts import NotApplicable


class RootUser(iam.Credentials):
    """The root user of an account."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (iam.Credentials,)
    summaries = fellows(lambda: iam.AccountSummary)
    virtual_devices = fellows(lambda: iam.VirtualMfaDevice)

    @classmethod
    def subjects(cls, inventory: Inventory) -> list[Subject]:
        """The one of each account that is read."""
        return [Subject(each.seen_as(cls), each) for each in inventory.of(iam.Credentials) if each.is_root]

    @statement
    def is_without_password(self) -> bool:
        """Nobody can sign in with it: its password was removed, as central root access does.

        https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user-access-management.html
        """
        return any(not each.has_root_password for each in self.summaries)

    @statement
    def has_mfa_device(self) -> bool:
        """Its second factor is a device, not an app."""
        return self.has_mfa and not any(each.is_of_root for each in self.virtual_devices)


class UserCredentials(iam.Credentials):
    """What a user, other than root, can sign in with."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (iam.Credentials,)

    @classmethod
    def subjects(cls, inventory: Inventory) -> list[Subject]:
        """Those of every user of the accounts that are read."""
        return [Subject(each.seen_as(cls), each) for each in inventory.of(iam.Credentials) if not each.is_root]

    @statement
    def is_key_to_models(self) -> bool:
        """It has an active key, and its user may call models."""
        return self.active_keys > 0 and self.user is not None and identity.holder_may_call_models(self.user)


class UserKey(Seen, iam.AccessKey):
    """An access key that files declare."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (iam.AccessKey,)

    @statement
    def is_key_to_models(self) -> bool:
        """It is active, and its user may call models."""
        return self.active and self.user is not None and identity.holder_may_call_models(self.user)


class KeyedUser(Seen, iam.User):
    """A user that files declare, with its access keys; of those of an account the credential report tells."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (iam.User,)
    keys = referrers(lambda: iam.AccessKey, by="user")

    @statement
    def has_one_active_key(self) -> bool:
        """At most one of its keys is active. NotApplicable in an account, where the credential report tells."""
        if self.dialect is Dialect.LIVE:
            raise NotApplicable("the credential report tells of its keys")
        return sum(key.active for key in self.keys) <= 1
