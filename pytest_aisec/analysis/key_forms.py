"""Forms of the keys of providers of models, and of what is used with them, that detect-secrets does not know."""

from __future__ import annotations

import re
from collections.abc import Iterator

_HEX = "[0-9a-f]"
_FORMS = {
    "Amazon Bedrock": r"ABSK[A-Za-z0-9+/]{100,300}={0,2}|bedrock-api-key-[A-Za-z0-9+/=]{40,}",
    "Anthropic": r"sk-ant-[a-z]+\d{2}-[\w-]{80,120}",
    "Cerebras": r"csk-[a-z0-9]{48}",
    "Databricks": rf"dapi{_HEX}{{32}}(?:-\d)?",
    "Fireworks": r"fw_[A-Za-z0-9]{22,24}",
    "GitHub": r"github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}",
    "Google": r"AIza[\w-]{35}|AQ\.[\w-]{50,}",
    "Groq": r"gsk_[A-Za-z0-9]{52}",
    "Hugging Face": r"(?:hf|api_org)_[A-Za-z0-9]{34}",
    "LangSmith": rf"lsv2_(?:pt|sk)_{_HEX}{{32}}_{_HEX}{{10}}",
    "Langfuse": rf"sk-lf-{_HEX}{{8}}(?:-{_HEX}{{4}}){{3}}-{_HEX}{{12}}",
    "NVIDIA": r"nvapi-[\w-]{60,70}",
    "OpenRouter": rf"sk-or-v1-{_HEX}{{64}}",
    "Perplexity": r"pplx-[A-Za-z0-9]{40,60}",
    "Pinecone": r"pcsk_[A-Za-z0-9]{4,8}_[A-Za-z0-9]{50,70}",
    "Replicate": r"r8_[A-Za-z0-9]{37}",
    "Tavily": r"tvly-(?:dev-|prod-)?[A-Za-z0-9]{32}",
    "Together": r"tgp_v1_[\w-]{40,50}",
    "Voyage": r"pa-[\w-]{43}",
    "xAI": r"xai-[A-Za-z0-9]{80}",
    "a provider of models": rf"sk-[A-Za-z0-9]{{32,64}}|sk_{_HEX}{{48}}",
}
"""Each form is a beginning of the provider's own and a length of random signs; DeepSeek and others share `sk-`.

https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys.html, https://platform.claude.com/docs/en/api/overview,
https://huggingface.co/docs/hub/security-tokens, https://console.groq.com/docs/quickstart
"""
_KEYS = {name: re.compile(rf"(?<![\w/+.-])(?:{form})(?![\w/+-])") for name, form in _FORMS.items()}
_SAME = re.compile(r"(.)\1{9}")
"""A sign that stands ten times in a row stands for something that is to be filled in."""

_PASSWORD_ALONE = re.compile(r"\w+://:(?P<password>[^@/\s\"'${}<>]{4,})@")
"""`redis://:PASSWORD@HOST`: without a user, as Redis has it.

https://redis.io/docs/latest/develop/tools/cli/
"""


def kinds_of_keys(line: str) -> Iterator[str]:
    """The kinds of the keys whose form stands in a line, and of a password in an address without a user."""
    for name, form in _KEYS.items():
        if any(not _SAME.search(found[0]) for found in form.finditer(line)):
            yield f"Key of {name}"
    if _PASSWORD_ALONE.search(line):
        yield "Basic Auth Credentials"
