"""What people and programs sign in with."""

from __future__ import annotations

from typing import ClassVar

from pytest_aisec.ai.population import Seen, Subject
from pytest_aisec.analysis import identity
from pytest_aisec.aws import iam
from pytest_aisec.aws.policy_conditions import Condition
from pytest_aisec.declarations import Dialect
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.links import fellows, referrers
from pytest_aisec.model.resource import Resource, statement
from pytest_aisec.values import Unknown
from pytest_aisec.verdicts import NotApplicable, Undetermined


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
        """It has an active key, and its user may call models, ask agents, or change what they are made of."""
        return self.active_keys > 0 and self.user is not None and identity.acts_on_ai(self.user)


class UserKey(Seen, iam.AccessKey):
    """An access key that files declare."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (iam.AccessKey,)

    @statement
    def is_key_to_models(self) -> bool:
        """It is active, and its user may call models, ask agents, or change what they are made of."""
        return self.active and self.user is not None and identity.acts_on_ai(self.user)


class ConsoleUser(Seen, iam.User):
    """A user to whom files give a password for the console, by what its policies ask of it."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (iam.User,)

    @statement
    def is_asked_for_a_second_factor(self) -> bool:
        """Without one it may do nothing: its policies deny it everything then, or allow it nothing.

        Which factors are registered no file tells. NotApplicable in an account, where the credential report does.
        https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_my-sec-creds-self-manage.html
        """
        if self.dialect is Dialect.LIVE:
            raise NotApplicable("the credential report tells of its second factors")
        if not self.has_console_password:
            raise NotApplicable("files give it no password for the console")
        if any(map(_denies_without_factor, identity.statements_held(self))):
            return True
        if any(identity.aws_name(policy) for policy in identity.attached(self)):
            return False
        return all(_allows_with_factor_only(each) for each in identity.statements_held(self) if each.effect == "Allow")


_FACTOR = "aws:multifactorauthpresent"
_AGE = "aws:multifactorauthage"
_OF_MODELS_AND_DATA = ("bedrock:InvokeModel", "ec2:TerminateInstances", "s3:PutObject", "sagemaker:CreateTrainingJob")
"""What nobody needs to register a second factor."""


def _denies_without_factor(each: iam.Statement) -> bool:
    if each.effect != "Deny" or not each.is_about_every_resource or not all(map(each.covers, _OF_MODELS_AND_DATA)):
        return False
    tests = each.conditions
    return bool(tests) and all(
        (test.key == _FACTOR and _is(test, "false")) or (test.key in {_FACTOR, _AGE} and _is_missing(test))
        for test in tests
    )


def _allows_with_factor_only(each: iam.Statement) -> bool:
    """With `IfExists` the test is not made where there is no factor."""
    return any(
        test.key == _FACTOR and not test.operator.lower().endswith("ifexists") and _is(test, "true")
        for test in each.conditions
    )


def _is_missing(test: Condition) -> bool:
    return test.operator.lower() == "null" and [str(value).lower() for value in test.values] == ["true"]


def _is(test: Condition, word: str) -> bool:
    for value in test.values:
        if isinstance(value, Unknown):
            raise Undetermined(str(value))
    return test.operator.lower().startswith("bool") and all(str(value).lower() == word for value in test.values)


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
