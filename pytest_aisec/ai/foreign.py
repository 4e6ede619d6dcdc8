"""Which of the accounts that something names are other ones."""

from __future__ import annotations

from collections.abc import Iterable

from pytest_aisec.aws import account
from pytest_aisec.aws.account_ids import account_number, credentials_of
from pytest_aisec.aws.policy_documents import PolicyStatement
from pytest_aisec.model.attribute import Setting
from pytest_aisec.model.links import Blocks, fellows
from pytest_aisec.model.resource import Resource, View
from pytest_aisec.verdicts import Undetermined


def foreign(own: Iterable[account.Account], named: Iterable[str], trusted: tuple[str, ...]) -> list[str]:
    """Those of the named accounts that are neither the own one nor trusted, in order.

    In files nothing tells the own account, other than the setting: raises Undetermined where one number is all that is
    named. Of several numbers at most one is its own, so that the others are foreign, whichever they are.
    """
    numbers = sorted(set(named))
    known = {each.number for each in own} | set(trusted)
    if len(numbers) == 1 and not known:
        raise Undetermined(
            f"whether {numbers[0]} is its own account or another one is not known: "
            "the setting trusted_accounts decides, with the own account among them"
        )
    return [number for number in numbers if number not in known]


def foreign_in(
    statements: Iterable[PolicyStatement], own: Iterable[account.Account], trusted: tuple[str, ...]
) -> list[str]:
    """The foreign ones among the accounts that statements name. Of these the first such one is read last: to change."""
    each_of_them = list(statements)
    found = foreign(own, (number for each in each_of_them for number in each.account_numbers), trusted)
    wrong = (each for each in each_of_them if found and not set(found).isdisjoint(each.account_numbers))
    next(wrong, None)
    return found


class Shared(Resource):
    """What has a policy of its own, by whom that lets in."""

    statements: Blocks[PolicyStatement]
    accounts = fellows(lambda: account.Account)

    def foreign_accounts(self, trusted: tuple[str, ...]) -> list[str]:
        """The accounts, other than its own and trusted ones, that its policy lets in. In files: see `foreign`."""
        return foreign_in([each for each in self.statements if each.effect == "Allow"], self.accounts, trusted)


def number_in(setting: Setting, view: View) -> str | None:
    """The number of the account that a setting names, by itself or in an ARN; None for the source's own.

    Raises Undetermined where the source does not tell which one is named.
    """
    found = setting.settled(view, setting.locate(view))
    number = account_number(found.value, credentials_of(view.resource))
    if number is not None:
        setting.note(view, found, number)
    return number
