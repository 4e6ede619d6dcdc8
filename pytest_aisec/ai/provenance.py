"""Where documents come from, and where models go: accounts other than one's own."""

from __future__ import annotations

from typing import ClassVar

from pytest_aisec.ai.population import Seen
from pytest_aisec.aws import account, bedrock_agent, sagemaker
from pytest_aisec.declarations import Dialect
from pytest_aisec.model.links import fellows
from pytest_aisec.model.resource import Resource
from pytest_aisec.verdicts import NotApplicable, Undetermined

_NOT_KNOWN = "which account it belongs to is not known, and no account is trusted by a setting"


class DocumentSource(Seen, bedrock_agent.DataSource):
    """A data source with the account beside it."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (bedrock_agent.DataSource,)
    own_accounts = fellows(lambda: account.Account)

    def foreign_owner(self, trusted: tuple[str, ...]) -> str | None:
        """The account, neither its own nor a trusted one, that owns its bucket; the bucket where that is not said.

        NotApplicable to a source that is no bucket, and to files where `trusted` names no account.
        """
        bucket = self.bucket
        if bucket is None:
            raise NotApplicable("it is no bucket")
        if bucket.unseen is None:
            return None
        known = {each.number for each in self.own_accounts} | set(trusted)
        if not known:
            raise NotApplicable(_NOT_KNOWN)
        if self.bucket_owner is not None:
            return None if self.bucket_owner in known else self.bucket_owner
        if self.dialect is Dialect.LIVE:
            return bucket.address  # every bucket of the account was read, and this is none of them
        raise Undetermined(f"whose bucket {bucket.address} is, is not known")


class SharedModels(Seen, sagemaker.ModelPackageGroup):
    """A group of model packages with the account beside it."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (sagemaker.ModelPackageGroup,)
    own_accounts = fellows(lambda: account.Account)

    def foreign_accounts(self, trusted: tuple[str, ...]) -> list[str]:
        """The accounts, other than its own and trusted ones, that its policy lets in.

        In files its own account is not known: without `trusted` nothing can be said there.
        """
        known = {each.number for each in self.own_accounts} | set(trusted)
        if not known:
            raise NotApplicable(_NOT_KNOWN)
        allowed = (number for each in self.statements if each.effect == "Allow" for number in each.account_numbers)
        return sorted({number for number in allowed if number not in known})
