"""Buckets of the AI estate, by the jobs of Macie that look into them, and by what was found."""

from __future__ import annotations

from collections.abc import Iterable

from pytest_aisec.ai.population import Subject
from pytest_aisec.ai.storage import Bucket
from pytest_aisec.analysis.event_patterns import Fit, all_fit
from pytest_aisec.analysis.roles.buckets import own_name
from pytest_aisec.aws import account, macie2
from pytest_aisec.declarations import Dialect
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.links import fellows, referrers
from pytest_aisec.model.resource import statement
from pytest_aisec.verdicts import NotApplicable, Undetermined


class _ReadAccount(account.Account):
    """An account with all of its regions that were read, and what Macie does and found there."""

    regions = fellows(lambda: account.Region)
    jobs = fellows(lambda: macie2.ClassificationJob)
    macie_findings = fellows(lambda: macie2.Finding)


class _AdministeredBucket(Bucket):
    """A bucket of the AI estate with the accounts that administer Macie where it is, as far as those were read.

    What an administrator's jobs look into, and what they find, a member is not told.
    https://docs.aws.amazon.com/macie/latest/user/accounts-mgmt-relationships.html
    """

    looks_from = (account.Account, account.Region)
    administrators = fellows(lambda: macie2.Administrator)
    accounts = fellows(lambda: account.Account)
    every_account: tuple[account.Account, ...] = ()

    @classmethod
    def subjects(cls, inventory: Inventory) -> list[Subject]:
        """All buckets of the AI estate, each with the accounts that were read."""
        found = super().subjects(inventory)
        everyone = tuple(inventory.of(account.Account))
        for each in found:
            assert isinstance(each.view, _AdministeredBucket)
            each.view.every_account = everyone
        return found

    def _administering(self) -> list[str]:
        """The accounts that administer Macie where the bucket is, other than its own."""
        own, region = [each.number for each in self.accounts], self.declaration.region
        here = (each for each in self.administrators if region in ("", each.declaration.region))
        return [each.account for each in here if each.looks_after and each.account not in own]

    def _read_as(self, number: str) -> list[_ReadAccount]:
        """Another account, as often as it was read."""
        return [each.seen_as(_ReadAccount) for each in self.every_account if each.number == number]

    def _was_read(self, there: Iterable[_ReadAccount]) -> bool:
        """Whether the region of the bucket was read in another account."""
        region = self.declaration.region
        return any(region in ("", found.name) for each in there for found in each.regions)


class ClassifiedBucket(_AdministeredBucket):
    """A bucket of the AI estate with the Macie jobs beside it, and those of the account that administers Macie here."""

    jobs = fellows(lambda: macie2.ClassificationJob)

    @statement
    def is_classified(self) -> bool:
        """A Macie job that goes on looks into it: one of its account, or of the account that administers Macie there.

        Raises Undetermined where that was not read.
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

    def _is_looked_into_by(self, number: str) -> bool:
        region, there = self.declaration.region, self._read_as(number)
        if any(self._is_among(job for job in each.jobs if region in ("", _region(job))) for each in there):
            return True
        if self._was_read(there):
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


class SensitiveBucket(_AdministeredBucket):
    """A bucket of the AI estate, by what Macie found in it and nobody has dealt with."""

    macie_findings = referrers(lambda: macie2.Finding, by="bucket")
    scopes = referrers(lambda: macie2.ClassificationScope, by="excluded")

    @statement
    def is_left_out(self) -> bool:
        """Macie passes it over when it samples by itself. NotApplicable to files, which cannot say."""
        if self.dialect is not Dialect.LIVE:
            raise NotApplicable("what Macie passes over is decided in accounts")
        return bool(self.scopes)

    def overdue_findings(self, days: int) -> list[str]:
        """The kinds of what was found more than some days ago, by its account or the one that administers Macie there.

        NotApplicable where Macie is not asked. Raises Undetermined where the administrator was not read.
        """
        if self.dialect is not Dialect.LIVE:
            raise NotApplicable("findings are in accounts")
        found, unread = list(self.macie_findings), []
        for number in self._administering():
            there = self._read_as(number)
            found += [each for account_ in there for each in account_.macie_findings if self._is_about_it(each)]
            unread += [] if self._was_read(there) else [number]
        overdue = [each.kind or each.address for each in found if each.days_open is None or each.days_open > days]
        if unread and not overdue:
            raise Undetermined(f"account {unread[0]} administers Macie here: what its jobs found is not seen")
        return overdue

    def _is_about_it(self, finding: macie2.Finding) -> bool:
        return finding.bucket is not None and finding.bucket.address == own_name(self)


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
