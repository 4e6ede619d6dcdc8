"""Conditions of policy documents: what they test, and whether that really leaves out most callers."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pytest_aisec.aws.account_ids import account_number, is_an_account
from pytest_aisec.model.derived import known_parts
from pytest_aisec.model.matching import Regex
from pytest_aisec.values import Located, PartlyKnown, Reference, Unknown, located
from pytest_aisec.verdicts import Undetermined

EVERYTHING = Regex(r"[*?:/]*|0\.0\.0\.0/0|::/0")
"""Values and resources that everything fits."""

NARROWING_KEYS = frozenset(
    {
        "aws:principalaccount",
        "aws:principalarn",
        "aws:principalorgid",
        "aws:principalorgpaths",
        "aws:sourceaccount",
        "aws:sourcearn",
        "aws:sourceip",
        "aws:sourceorgid",
        "aws:sourceorgpaths",
        "aws:sourceowner",
        "aws:sourcevpc",
        "aws:sourcevpce",
        "aws:userid",
        "aws:vpcesourceip",
        "kms:calleraccount",
        "s3:dataaccesspointaccount",
        "s3:dataaccesspointarn",
    }
)
"""Keys of which a fixed value leaves only known callers.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
"""

_ARNS = frozenset({"aws:principalarn", "aws:sourcearn", "s3:dataaccesspointarn"})
_ADDRESSES = frozenset({"aws:sourceip", "aws:vpcesourceip"})
_WHOLE = ("account", "owner", "orgid", "sourcevpc", "sourcevpce")
"""Ends of keys whose values are told apart only as a whole: `vpce-*` is an endpoint of whomever."""
_WHO = ("aws:principalaccount", "aws:principalarn", "kms:calleraccount")
"""Keys that tell the account of who calls, as a principal of a statement does."""

_EQUALITIES = frozenset(
    {"stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike", "ipaddress", "numericequals"}
)
_FROM_AWS = frozenset({"aws:principalisawsservice", "aws:viaawsservice"})
_WIDEST = {4: 8, 6: 32}
"""The length of the prefix of the widest ranges of addresses that are somebody's: whole classes are the internet."""

_ACCOUNT, _FIELDS = 4, 6
"""Where an ARN names the account, and how many parts it has.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
"""


class Condition(NamedTuple):
    """One test of a condition: the operator, the key in lower case, the values it takes (unknown ones included).

    `certain`: another test asks for the key to be there (`Null` with `false`), without which some tests are not made.
    """

    operator: str
    key: str
    values: tuple[object, ...]
    certain: bool = False

    def __str__(self) -> str:
        """As an equation: `StringEquals aws:sourceaccount = 123456789012`."""
        return f"{self.operator} {self.key} = {', '.join(map(str, self.values))}"

    @property
    def narrows(self) -> bool:
        """It really leaves out most callers: a test of equality, on a key that tells who calls, with values of parts.

        Raises Undetermined when that depends on a value that is not known at all.
        """
        return self.key in NARROWING_KEYS and self.is_fixed and self.is_of_somebody

    @property
    def is_fixed(self) -> bool:
        """It has to hold, and is met only by values that are not everything."""
        operator = self.operator.lower()
        if self.certain:
            operator = operator.removeprefix("forallvalues:").removesuffix("ifexists")
        if operator.startswith("forallvalues:") or operator.endswith("ifexists") or "not" in operator:
            return False
        return operator.removeprefix("foranyvalue:") in _EQUALITIES and self._has_parts()

    @property
    def excepts_known_callers(self) -> bool:
        """In a denial: whoever is not one of known callers is denied; services of AWS may be left out, too.

        A key that is not there counts as another value.
        https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
        """
        operator = self.operator.lower().removesuffix("ifexists")
        if self.key in _FROM_AWS:
            return operator == "bool" and [str(value).lower() for value in self.values] == ["false"]
        operator = operator.removeprefix("forallvalues:").removeprefix("foranyvalue:")
        tested = operator.replace("not", "")
        known = self.key in NARROWING_KEYS and "not" in operator and tested in _EQUALITIES
        return known and self._has_parts() and self.is_of_somebody

    @property
    def accounts(self) -> list[str]:
        """The numbers of the accounts that it leaves as callers, where it names any."""
        if self.key not in _WHO or not self.is_fixed:
            return []
        return [number for number in map(account_number, self.values) if number is not None]

    def _has_parts(self) -> bool:
        for value in self.values:
            if isinstance(value, Unknown) and not (isinstance(value, PartlyKnown | Reference) or is_an_account(value)):
                raise Undetermined(str(value))
        return bool(self.values) and not any(
            isinstance(value, str) and EVERYTHING.fullmatch(value) for value in self.values
        )

    @property
    def is_of_somebody(self) -> bool:
        """None of its values is met by accounts, addresses or resources of whomever."""
        return not any(_is_anybody(self.key, value) for value in self.values)


def _is_anybody(key: str, value: object) -> bool:
    """Somebody unknown meets a value of a key: a pattern over accounts, or half of the internet."""
    if not isinstance(value, str | PartlyKnown):
        return False
    text = known_parts(located(value)) if isinstance(value, PartlyKnown) else value
    if key in _ADDRESSES:
        return _is_wide(text)
    if key in _ARNS or text.startswith("arn:"):
        return _of_any_account(text)
    return "*" in text if key.endswith(_WHOLE) else text.startswith("*")


def _is_wide(text: str) -> bool:
    try:
        network = ipaddress.ip_network(text, strict=False)
    except ValueError:
        return False
    return network.prefixlen < _WIDEST[network.version]


def _of_any_account(text: str) -> bool:
    """Names of buckets are the only ones that are told apart without an account."""
    fields = text.split(":", _FIELDS - 1)
    if len(fields) < _FIELDS:
        return "*" in text
    if fields[2] == "s3" and not fields[_ACCOUNT]:
        return fields[-1].startswith("*")
    return "*" in fields[_ACCOUNT]


def conditions_in(found: Located) -> list[Condition]:
    """The tests of the `Condition` of a statement. Raises Undetermined when it is not known which there are."""
    tests = list(_stated(found))
    asked_for = {test.key for test in tests if _asks_for_it(test)}
    return [test._replace(certain=True) if test.key in asked_for else test for test in tests]


def _asks_for_it(test: Condition) -> bool:
    return test.operator.lower() == "null" and [str(value).lower() for value in test.values] == ["false"]


def _stated(found: Located) -> Iterator[Condition]:
    if isinstance(found.value, Unknown):
        raise Undetermined(str(found.value))
    if not isinstance(found.value, dict):
        return
    for operator, tests in found.value.items():
        if isinstance(tests.value, Unknown):
            raise Undetermined(str(tests.value))
        for key, stated in (tests.value if isinstance(tests.value, dict) else {}).items():
            values = stated.value if isinstance(stated.value, list) else [stated]
            yield Condition(operator, key.lower(), tuple(value.value for value in values))


def spares_known_callers_only(tests: Iterable[Condition]) -> bool:
    """Of a denial: its conditions leave nothing to anybody but known callers."""
    read = list(tests)
    return any(test.key not in _FROM_AWS for test in read) and all(test.excepts_known_callers for test in read)
