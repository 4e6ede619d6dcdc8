"""Where documents come from, and where models go: accounts other than one's own."""

from __future__ import annotations

from typing import ClassVar

from pytest_aisec.ai.foreign import Shared, foreign, number_in
from pytest_aisec.ai.population import Seen
from pytest_aisec.aws import account, bedrock_agent, s3, sagemaker
from pytest_aisec.declarations import Dialect
from pytest_aisec.model.links import fellows
from pytest_aisec.model.resource import Resource
from pytest_aisec.verdicts import NotApplicable, Undetermined


class DocumentSource(Seen, bedrock_agent.DataSource):
    """A data source with the account beside it."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (bedrock_agent.DataSource,)
    own_accounts = fellows(lambda: account.Account)

    def foreign_owner(self, trusted: tuple[str, ...]) -> str | None:
        """The account, neither its own nor a trusted one, that owns its bucket; the bucket where that is not said.

        NotApplicable to a source that is no bucket. In files its own account is not known, see `foreign`.
        """
        bucket = self.bucket
        if bucket is None:
            raise NotApplicable("it is no bucket")
        if bucket.unseen is None:
            return None
        owner = bedrock_agent.DataSource.bucket_owner
        if owner.locate(self).value is not None:
            return next(iter(foreign(self.own_accounts, filter(None, [number_in(owner, self)]), trusted)), None)
        if self.dialect is Dialect.LIVE:
            for unread in self.estate.hidden(self.resource, (s3.Bucket.canonical_type,)):
                raise Undetermined(str(unread))
            return bucket.address  # every bucket of the account was read, and this is none of them
        raise Undetermined(f"whose bucket {bucket.address} is, is not known")


class SharedModels(Shared, Seen, sagemaker.ModelPackageGroup):
    """A group of model packages, by whom its policy lets in."""

    filled_by: ClassVar[tuple[type[Resource], ...]] = (sagemaker.ModelPackageGroup,)
