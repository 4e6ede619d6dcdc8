"""Guarded sessions and their clients: one shared loader, one session per account, one client per service and region."""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Callable
from typing import Any

import botocore.session
from botocore.config import Config
from botocore.credentials import CredentialResolver
from botocore.loaders import Loader, create_loader

from pytest_aisec.sources.live import whole
from pytest_aisec.sources.live.guard import CREDENTIALS_ONLY, Guard
from pytest_aisec.sources.live.role import FIRST_REGIONS, InRole, Role

SessionFactory = Callable[[str | None], botocore.session.Session]
"""Makes a session for a profile; tests give their own."""

_ACCOUNT = re.compile(r"//\d{12}\.(?=(?:\d{1,3}(?:\.\d{1,3}){3}|[\w-]+)(?::\d+)?(?:/|$))")
"""An account before an IP address or a name without a dot, neither of which has names below it."""

_ASSUMED: dict[str, Any] = {}
"""What the roles of profiles gave, until it ends, for all sessions of this process: a code of an MFA device is asked
for once, not for each account and each part of one."""

CONNECT_TIMEOUT = 10
READ_TIMEOUT = 60


@functools.cache
def shared_loader(data_path: str | None) -> Loader:
    """The one loader of service models: each model is read and parsed once in a process."""
    return create_loader(data_path)


def plain_session(profile: str | None) -> botocore.session.Session:
    """A session as every AWS tool makes it: environment, configuration files and profile apply."""
    return botocore.session.Session(profile=profile)


def guarded_session(
    profile: str | None, guard: Guard, factory: SessionFactory, role: Role | None = None, region: str | None = None
) -> botocore.session.Session:
    """A session whose clients can only make permitted calls, as the profile's caller or in a role.

    Its credentials come from a second session, because getting them may take calls (`sts:AssumeRole`, SSO) that
    the first may not make; the second can make nothing else. They are asked for in `region` where the profile names
    none. Raises what botocore raises for a missing profile.
    """
    caller = _with_shared_loader(factory(profile))
    CREDENTIALS_ONLY.install(caller)
    if caller.get_config_variable("region") is None:
        caller.set_config_variable("region", region or os.environ.get("AWS_REGION") or FIRST_REGIONS["aws"])
    session = _with_shared_loader(factory(profile))
    credentials = caller.get_component("credential_provider")
    credentials.get_provider("assume-role").cache = _ASSUMED
    if role is not None:
        credentials = CredentialResolver([InRole(caller, role)])
    session.register_component("credential_provider", credentials)
    guard.install(session)
    whole.install(session)
    return session


def _with_shared_loader(session: botocore.session.Session) -> botocore.session.Session:
    session.register_component("data_loader", shared_loader(session.get_config_variable("data_path")))
    return session


def configured_region(session: botocore.session.Session) -> str | None:
    """The region that the profile or the environment names, if any."""
    return session.get_config_variable("region") or os.environ.get("AWS_REGION")


class Clients:
    """The clients of one session, each made once. Only the thread that owns the session may ask for one."""

    def __init__(self, session: botocore.session.Session, threads: int) -> None:
        self._session = session
        self._made: dict[tuple[str, str], Any] = {}
        settings: dict[str, Any] = {
            "max_pool_connections": max(threads, 1),
            "connect_timeout": CONNECT_TIMEOUT,
            "read_timeout": READ_TIMEOUT,
            "user_agent_extra": "pytest-aisec",
        }
        if not _retries_configured(session):
            settings["retries"] = {"mode": "standard", "total_max_attempts": 5}
        self._config = Config(**settings)

    def get(self, service: str, region: str) -> Any:
        """The client of a service in a region. Raises what botocore raises for unknown ones."""
        client = self._made.get((service, region))
        if client is None:
            client = self._session.create_client(service, region_name=region, config=self._config)
            client.meta.events.register("before-sign", _without_account)
            self._made[service, region] = client
        return client

    def close(self, region: str | None = None) -> None:
        """Close and forget the clients of a region, or all: many regions would otherwise hold too many sockets."""
        for service, place in list(self._made):
            if region in {None, place}:
                self._made.pop((service, place)).close()


def _without_account(request: Any, **_: object) -> None:
    """Ask an endpoint of the user's own at its own name, where AWS has one for each account (`s3control`)."""
    request.url = _ACCOUNT.sub("//", request.url, count=1)


def _retries_configured(session: botocore.session.Session) -> bool:
    """Whether the user chose a retry mode or limit, which then holds."""
    try:
        profile = session.get_scoped_config()
    except Exception:  # noqa: BLE001 - a broken profile is reported by the first call, not here
        return False
    chosen = profile.keys() | {name.lower().removeprefix("aws_") for name in os.environ if name.startswith("AWS_")}
    return bool(chosen & {"retry_mode", "max_attempts"})
