"""Buckets of the AI estate, by the jobs of Macie that look into them."""

from __future__ import annotations

from collections.abc import Iterable

from pytest_aisec.ai.population import Subject
from pytest_aisec.ai.storage import Bucket
from pytest_aisec.analysis.event_patterns import Fit, all_fit
from pytest_aisec.analysis.roles.buckets import own_name
from pytest_aisec.aws import account, macie2
from pytest_aisec.declarations import Dialect
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.links import fellows
from pytest_aisec.model.resource import statement
from pytest_aisec.verdicts import NotApplicable, Undetermined


class _ClassifyingAccount(account.Account):
    """An account with the jobs of all its regions that were read."""

    regions = fellows(lambda: account.Region)
    jobs = fellows(lambda: macie2.ClassificationJob)


class ClassifiedBucket(Bucket):
    """A bucket of the AI estate with the Macie jobs beside it, and those of the account that administers Macie here."""

    looks_from = (account.Account, account.Region)
    jobs = fellows(lambda: macie2.ClassificationJob)
    administrators = fellows(lambda: macie2.Administrator)
    accounts = fellows(lambda: account.Account)
    every_account: tuple[_ClassifyingAccount, ...] = ()

    @classmethod
    def subjects(cls, inventory: Inventory) -> list[Subject]:
        """All buckets of the AI estate, each with the accounts that were read."""
        found = super().subjects(inventory)
        everyone = tuple(each.seen_as(_ClassifyingAccount) for each in inventory.of(account.Account))
        for each in found:
            assert isinstance(each.view, ClassifiedBucket)
            each.view.every_account = everyone
        return found

    @statement
    def is_classified(self) -> bool:
        """A Macie job that goes on looks into it: one of its account, or of the account that administers Macie there.

        Of that a member sees no jobs. Raises Undetermined where it was not read.
        https://docs.aws.amazon.com/macie/latest/user/accounts-mgmt-relationships.html
        """
        if self.dialect is Dialect.CLOUDFORMATION:
            raise NotApplicable("CloudFormation cannot declare Macie jobs")
        if self.dialect is Dialect.TERRAFORM and not self.jobs:
            raise NotApplicable("no Macie job is declared beside it: what is looked into is decided elsewhere")
        if self._is_among(job for job in self.jobs if self._is_where(job)):
            return True
        return any(self._is_looked_into_by(each) for each in self._administering())

    def _is_where(self, job: macie2.ClassificationJob) -> bool:
        """A job looks into buckets of its own region.

        https://docs.aws.amazon.com/macie/latest/user/discovery-jobs.html
        """
        return self.dialect is not Dialect.LIVE or self.declaration.region in ("", _region(job))

    def _administering(self) -> list[str]:
        """The accounts that administer Macie where the bucket is, other than its own."""
        own, region = [each.number for each in self.accounts], self.declaration.region
        here = (each for each in self.administrators if region in ("", each.declaration.region))
        return [each.account for each in here if each.looks_after and each.account not in own]

    def _is_looked_into_by(self, number: str) -> bool:
        region = self.declaration.region
        there = [each for each in self.every_account if each.number == number]
        if any(self._is_among(job for job in each.jobs if region in ("", _region(job))) for each in there):
            return True
        if any(region in ("", found.name) for each in there for found in each.regions):
            return False
        raise Undetermined(f"account {number} administers Macie here: what its jobs look into is not seen")

    def _is_among(self, jobs: Iterable[macie2.ClassificationJob]) -> bool:
        return any(job.goes_on and self._is_looked_into(job) for job in jobs)

    def _is_looked_into(self, job: macie2.ClassificationJob) -> bool:
        named = [bucket for definition in job.definitions for bucket in definition.buckets]
        name = own_name(self)
        if self in named or (self.dialect is Dialect.LIVE and name in [each.address for each in named]):
            return True
        if not job.selects_by_criteria:
            return False
        numbers = [each.number for each in self.accounts] if self.dialect is Dialect.LIVE else []
        found = _is_chosen(job, {"S3_BUCKET_NAME": name, "ACCOUNT_ID": next(iter(numbers), None)})
        if found is None:
            raise Undetermined(f"{job.address} selects buckets by criteria, of which only names are evaluated")
        return found


def _region(job: macie2.ClassificationJob) -> str:
    return job.declaration.region


Facts = dict[str, str | None]
"""What is known of a bucket, by the properties that criteria name."""


def _is_chosen(job: macie2.ClassificationJob, known: Facts) -> Fit:
    """Whether a bucket meets all criteria of a job for what it takes, and not all of those for what it leaves out."""
    taken = [_fits(each, known) for each in job.taken_criteria]
    left_out = [_fits(each, known) for each in job.left_out_criteria]
    if not taken and not left_out:
        return None
    refused = all_fit(left_out) if left_out else False
    return all_fit([*taken, None if refused is None else not refused])


def _fits(criterion: macie2.BucketCriterion, known: Facts) -> Fit:
    name = known.get(criterion.about)
    if name is None:
        return None
    match criterion.comparator:
        case "EQ":
            return name in list(criterion.values)
        case "NE":
            return name not in list(criterion.values)
        case "STARTS_WITH":
            return any(name.startswith(value) for value in criterion.values)
    return None
