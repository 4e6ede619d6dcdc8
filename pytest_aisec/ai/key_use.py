"""Who uses the keys of the AI estate, who administers them, and who hears when one is switched off."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from pytest_aisec.ai.alerts import Alerting, unnoticed
from pytest_aisec.ai.foreign import foreign, foreign_in, number_in
from pytest_aisec.ai.keys import AnyKey, Key
from pytest_aisec.aws import account, kms
from pytest_aisec.aws.policy_documents import PolicyStatement
from pytest_aisec.model.attribute import items_of
from pytest_aisec.model.derived import known_parts
from pytest_aisec.model.links import fellows, referrers
from pytest_aisec.model.matching import Regex
from pytest_aisec.values import PartlyKnown, Reference, Unknown
from pytest_aisec.verdicts import NotApplicable, Undetermined

_BINDING = ("aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid", "aws:sourceorgpaths", "kms:calleraccount")
_CONTEXT = "kms:encryptioncontext:"
_ADMINISTERS = ("kms:PutKeyPolicy", "kms:ScheduleKeyDeletion", "kms:DisableKey")
_ROOT = Regex(r"\d{12}|arn:[^:]*:iam::[^:]*:root")


class UsedKey(AnyKey):
    """A key of the AI estate, by what its policy says of its use."""

    @property
    def unbound_services(self) -> list[str]:
        """The services that may use it for whichever account; NotApplicable to a policy that names none.

        https://docs.aws.amazon.com/kms/latest/developerguide/conditions-aws.html
        """
        allowing = [each for each in self.statements if each.effect == "Allow" and each.services]
        if not allowing:
            raise NotApplicable("its policy names no service")
        return sorted({service for each in allowing if not _is_bound(each) for service in each.services})

    @property
    def administrators_who_decrypt(self) -> list[str]:
        """Whom its policy lets both administer it and decrypt with it, other than the account as a whole.

        https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
        """
        allowing = [each for each in self.statements if each.effect == "Allow"]
        administering = {name for each in allowing if _administers(each) for name in _named(each)}
        decrypting = {name for each in allowing if each.covers("kms:Decrypt") for name in _named(each)}
        return sorted(administering & decrypting)


class GrantedKey(AnyKey):
    """A key of the AI estate, by whom grants and its policy let use it."""

    grants = referrers(lambda: kms.Grant, by="kms_key")
    own_accounts = fellows(lambda: account.Account)

    def foreign_grantees(self, trusted: tuple[str, ...]) -> list[str]:
        """The accounts, other than its own and trusted ones, that grants or its policy let use it.

        In files its own account is not known, see `foreign`.
        """
        allowing = [each for each in self.statements if each.effect == "Allow"]
        granted = (number_in(kms.Grant.grantee, each) for each in self.grants)
        own = self.own_accounts
        if own or trusted:
            return foreign(own, filter(None, granted), trusted) or foreign_in(allowing, own, trusted)
        allowed = (number for each in allowing for number in each.account_numbers)
        return foreign(own, chain(filter(None, granted), allowed), trusted)


class WatchedKey(Key, Alerting):
    """A key of the AI estate, by who hears when it is switched off."""

    @property
    def unnoticed_changes(self) -> list[str]:
        """The ways of taking it away of which nobody is told."""
        return unnoticed(self, "kms", ("DisableKey", "ScheduleKeyDeletion"))


def _is_bound(statement: PolicyStatement) -> bool:
    return any(
        (test.key in _BINDING or test.key.startswith(_CONTEXT)) and test.is_fixed and test.is_of_somebody
        for test in statement.conditions
    )


def _administers(statement: PolicyStatement) -> bool:
    return any(statement.covers(action) for action in _ADMINISTERS)


def _named(statement: PolicyStatement) -> Iterator[str]:
    """The principals of AWS that a statement names, other than whole accounts and everybody."""
    for found in items_of(PolicyStatement.accounts.path(statement.dialect).locate(statement)):
        value = found.value
        if isinstance(value, Reference):
            yield value.target
        elif isinstance(value, PartlyKnown):
            text = known_parts(found)
            if not text.endswith(":root"):
                yield text
        elif isinstance(value, Unknown):
            if not (value.identity or "").endswith("AWS::AccountId"):
                raise Undetermined(str(value))
        elif isinstance(value, str) and value != "*" and not _ROOT.fullmatch(value):
            yield value
