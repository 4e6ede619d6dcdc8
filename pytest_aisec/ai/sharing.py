"""Which other accounts the policies of access points, secrets and repositories of the AI estate let in."""

from __future__ import annotations

from pytest_aisec.ai.foreign import Shared, foreign_in
from pytest_aisec.ai.keys import Repository
from pytest_aisec.ai.secrets import Secret
from pytest_aisec.ai.storage import WRITES, AccessPoint
from pytest_aisec.aws import account
from pytest_aisec.model.links import fellows


class SharedAccessPoint(AccessPoint):
    """A way into a bucket of the AI estate, by whom its policy lets write."""

    accounts = fellows(lambda: account.Account)

    def foreign_writers(self, trusted: tuple[str, ...]) -> list[str]:
        """The accounts, other than its own and trusted ones, that may write objects through it.

        In files its own account is not known, see `foreign`.
        """
        allowing = [each for each in self.statements if each.effect == "Allow" and any(map(each.covers, WRITES))]
        return foreign_in(allowing, self.accounts, trusted)


class SharedSecret(Shared, Secret):
    """A secret of the AI estate, by whom its policy lets in."""


class SharedRepository(Shared, Repository):
    """A repository of the images that models are served from, by whom its policy lets in."""
