"""The boto3 clients of one session, and the platform's names."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import boto3

PREFIX = "assistant-prod"


@dataclass
class Clients:
    """Gives the client of a service, always the same one; knows account and region."""

    session: boto3.Session
    endpoint_url: str | None = None
    region: str = "us-east-1"
    _made: dict[str, Any] = field(default_factory=dict)

    def __call__(self, service: str) -> Any:
        """The client of a service by its boto3 name."""
        if service not in self._made:
            self._made[service] = self.session.client(
                service,  # type: ignore[call-overload]
                region_name=self.region,
                endpoint_url=self.endpoint_url,
            )
        return self._made[service]

    @property
    def account(self) -> str:
        """The number of the account."""
        return str(self("sts").get_caller_identity()["Account"])

    def named(self, name: str = "") -> str:
        """The name of a thing in AWS: `assistant-prod-load-balancer`."""
        return "-".join(filter(None, (PREFIX, name.replace("_", "-"))))


def name_tags(name: str) -> list[dict[str, str]]:
    """The one tag, as most services take it."""
    return [{"Key": "Name", "Value": name}]


def tagged(kind: str, name: str) -> list[dict[str, Any]]:
    """The one tag, as EC2 takes it when something is made."""
    return [{"ResourceType": kind, "Tags": name_tags(name)}]
