"""A role that is assumed to read an account: only its name travels, never credentials."""

from __future__ import annotations

from dataclasses import field
from typing import Any

import botocore.session
from botocore.credentials import AssumeRoleCredentialFetcher, CredentialProvider, DeferredRefreshableCredentials
from botocore.exceptions import NoCredentialsError

from pytest_aisec.value_classes import value_class

SESSION_NAME = "pytest-aisec"
FIRST_REGIONS = {"aws": "us-east-1", "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"}
"""Where each partition has an STS that every account may use."""


@value_class(frozen=True, slots=True)
class Role:
    """A role by its ARN, with the external id that its trust policy may ask for."""

    arn: str
    external_id: str | None = field(default=None, repr=False)

    @property
    def region(self) -> str | None:
        """A region of the role's partition in which it can be assumed."""
        return FIRST_REGIONS.get(self.arn.split(":")[1]) if self.arn.count(":") > 1 else None


class InRole(CredentialProvider):
    """Credentials of a role, from those of a session; they renew themselves before they end."""

    METHOD = "assume-role"

    def __init__(self, caller: botocore.session.Session, role: Role) -> None:
        super().__init__(caller)
        self._caller = caller
        self._role = role

    def load(self) -> Any:
        own = self._caller.get_credentials()
        if own is None:
            raise NoCredentialsError
        options = {"RoleSessionName": SESSION_NAME}
        if self._role.external_id is not None:
            options["ExternalId"] = self._role.external_id
        fetcher = AssumeRoleCredentialFetcher(self._client, own, self._role.arn, extra_args=options)
        return DeferredRefreshableCredentials(fetcher.fetch_credentials, self.METHOD)

    def _client(self, service: str, **options: Any) -> Any:
        region = self._role.region or self._caller.get_config_variable("region")
        return self._caller.create_client(service, region_name=region, **options)
