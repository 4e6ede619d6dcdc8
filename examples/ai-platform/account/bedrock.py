"""Guardrails and agents, which moto lacks or loses half of: a small Bedrock of our own."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from itertools import count
from typing import Any

Answer = tuple[int, dict[str, Any]]

ACCOUNT = "123456789012"
REGION = "us-east-1"
_NOTHING: Answer = (404, {"__type": "ResourceNotFoundException", "message": "There is no such resource"})


class Bedrock:
    """Answers requests about guardrails and agents from what was created before."""

    def __init__(self) -> None:
        self._guardrails: dict[str, dict[str, dict[str, Any]]] = {}
        self._agents: dict[str, dict[str, Any]] = {}
        self._numbers = count(1)
        self._routes: tuple[tuple[str, re.Pattern[str], Callable[..., Answer]], ...] = (
            ("POST", re.compile(r"/guardrails/?"), self._create_guardrail),
            ("GET", re.compile(r"/guardrails/?"), self._list_guardrails),
            ("POST", re.compile(r"/guardrails/([^/]+)/?"), self._create_guardrail_version),
            ("GET", re.compile(r"/guardrails/([^/]+)/?"), self._get_guardrail),
            ("PUT", re.compile(r"/agents/?"), self._create_agent),
            ("POST", re.compile(r"/agents/?"), self._list_agents),
            ("GET", re.compile(r"/agents/([^/]+)/?"), self._get_agent),
        )

    def answer(self, method: str, path: str, query: Mapping[str, str], body: Mapping[str, Any]) -> Answer | None:
        """Status and JSON body, or None if the request is about something else."""
        for wanted, pattern, respond in self._routes:
            if method == wanted and (found := pattern.fullmatch(path)):
                return respond(*found.groups(), query=query, body=body)
        return None

    def _create_guardrail(self, *, body: Mapping[str, Any], **_: Any) -> Answer:
        guardrail = f"guardrail{next(self._numbers):03}"
        now = _now()
        made = {
            "guardrailId": guardrail,
            "guardrailArn": f"arn:aws:bedrock:{REGION}:{ACCOUNT}:guardrail/{guardrail}",
            "version": "DRAFT",
            "status": "READY",
            "createdAt": now,
            "updatedAt": now,
            "kmsKeyArn": body.get("kmsKeyId"),
            **{name: body.get(name) for name in _GUARDRAIL_TEXTS},
            "contentPolicy": _content_policy(body.get("contentPolicyConfig")),
            "sensitiveInformationPolicy": _sensitive_information(body.get("sensitiveInformationPolicyConfig")),
        }
        self._guardrails[guardrail] = {"DRAFT": _given(made)}
        return 202, {name: made[name] for name in ("guardrailId", "guardrailArn", "version", "createdAt")}

    def _create_guardrail_version(self, guardrail: str, *, body: Mapping[str, Any], **_: Any) -> Answer:
        versions = self._versions(guardrail)
        if not versions:
            return _NOTHING
        number = str(len(versions))
        described = {"description": body["description"]} if "description" in body else {}
        versions[number] = {**versions["DRAFT"], **described, "version": number}
        return 202, {"guardrailId": versions["DRAFT"]["guardrailId"], "version": number}

    def _list_guardrails(self, *, query: Mapping[str, str], **_: Any) -> Answer:
        asked = query.get("guardrailIdentifier")
        if asked is None:
            listed = [versions["DRAFT"] for versions in self._guardrails.values()]
        else:
            listed = list(self._versions(asked).values())
        return 200, {"guardrails": [_guardrail_summary(guardrail) for guardrail in listed]}

    def _get_guardrail(self, guardrail: str, *, query: Mapping[str, str], **_: Any) -> Answer:
        found = self._versions(guardrail).get(query.get("guardrailVersion", "DRAFT"))
        return (200, found) if found else _NOTHING

    def _versions(self, identifier: str) -> dict[str, dict[str, Any]]:
        return self._guardrails.get(identifier.rpartition("/")[2], {})

    def _create_agent(self, *, body: Mapping[str, Any], **_: Any) -> Answer:
        agent = f"AGENT{next(self._numbers):05}"
        now = _now()
        settings = {name: value for name, value in body.items() if name not in {"clientToken", "tags"}}
        made = {
            **settings,
            "agentId": agent,
            "agentArn": f"arn:aws:bedrock:{REGION}:{ACCOUNT}:agent/{agent}",
            "agentVersion": "DRAFT",
            "agentStatus": "PREPARED",
            "agentCollaboration": body.get("agentCollaboration", "DISABLED"),
            "orchestrationType": body.get("orchestrationType", "DEFAULT"),
            "createdAt": now,
            "updatedAt": now,
            "preparedAt": now,
        }
        self._agents[agent] = made
        return 202, {"agent": made}

    def _list_agents(self, **_: Any) -> Answer:
        return 200, {"agentSummaries": [_agent_summary(agent) for agent in self._agents.values()]}

    def _get_agent(self, agent: str, **_: Any) -> Answer:
        found = self._agents.get(agent)
        return (200, {"agent": found}) if found else _NOTHING


_GUARDRAIL_TEXTS = ("name", "description", "blockedInputMessaging", "blockedOutputsMessaging")


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _given(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if value is not None}


def _content_policy(config: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The policy as it is answered: every filter is given its default actions and switches."""
    if config is None:
        return None
    defaults = {"inputAction": "BLOCK", "outputAction": "BLOCK", "inputEnabled": True, "outputEnabled": True}
    return {"filters": [{**defaults, **one} for one in config["filtersConfig"]], "tier": {"tierName": "CLASSIC"}}


def _sensitive_information(config: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if config is None:
        return None
    entities = [
        {
            "inputAction": one["action"],
            "outputAction": one["action"],
            "inputEnabled": True,
            "outputEnabled": True,
            **one,
        }
        for one in config.get("piiEntitiesConfig", ())
    ]
    return {"piiEntities": entities, "regexes": list(config.get("regexesConfig", ()))}


def _guardrail_summary(guardrail: Mapping[str, Any]) -> dict[str, Any]:
    names = {"guardrailId": "id", "guardrailArn": "arn"}
    kept = ("guardrailId", "guardrailArn", "status", "name", "description", "version", "createdAt", "updatedAt")
    return {names.get(name, name): guardrail[name] for name in kept if name in guardrail}


def _agent_summary(agent: Mapping[str, Any]) -> dict[str, Any]:
    kept = ("agentId", "agentName", "agentStatus", "description", "updatedAt", "guardrailConfiguration")
    return {name: agent[name] for name in kept if name in agent}
