"""Detectors of keys that detect-secrets brings none for: of providers of models, and of what is used with them.

detect-secrets loads this file as it loads files of detectors of anybody's own. Nothing else does, because that loads
detect-secrets.
"""

# ruff: noqa: S105 -- detect-secrets calls the name of a kind `secret_type`
from __future__ import annotations

import re

from detect_secrets.plugins.base import BasePlugin, RegexBasedDetector

_HEX = "[0-9a-f]"
_SAME = re.compile(r"(.)\1{9}")
_PASSWORDS = frozenset({"Basic Auth Credentials", "Basic Auth Password", "Secret Keyword"})


def is_to_be_filled_in(secret: str, plugin: BasePlugin) -> bool:
    """A filter: a sign that stands ten times in a row in a key stands for one that is to be filled in.

    Passwords may be anything.
    """
    return plugin.secret_type not in _PASSWORDS and _SAME.search(secret) is not None


def _alone(form: str) -> tuple[re.Pattern[str]]:
    """A form where it is neither in a path nor a part of a longer word."""
    return (re.compile(rf"(?<![\w/+.-])(?:{form})(?![\w/+-])"),)


class _Detector(RegexBasedDetector):
    """A detector of one form, which is a beginning of the provider's own and a length of random signs."""

    secret_type: str
    denylist: tuple[re.Pattern[str], ...]


class AmazonBedrockDetector(_Detector):
    """Keys of Amazon Bedrock: https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys.html."""

    secret_type = "Key of Amazon Bedrock"
    denylist = _alone(r"ABSK[A-Za-z0-9+/]{100,300}={0,2}|bedrock-api-key-[A-Za-z0-9+/=]{40,}")


class AnthropicDetector(_Detector):
    """Keys of Anthropic: https://platform.claude.com/docs/en/api/overview."""

    secret_type = "Key of Anthropic"
    denylist = _alone(r"sk-ant-[a-z]+\d{2}-[\w-]{80,120}")


class CerebrasDetector(_Detector):
    """Keys of Cerebras."""

    secret_type = "Key of Cerebras"
    denylist = _alone(r"csk-[a-z0-9]{48}")


class DatabricksDetector(_Detector):
    """Personal access tokens of Databricks."""

    secret_type = "Key of Databricks"
    denylist = _alone(rf"dapi{_HEX}{{32}}(?:-\d)?")


class FireworksDetector(_Detector):
    """Keys of Fireworks."""

    secret_type = "Key of Fireworks"
    denylist = _alone(r"fw_[A-Za-z0-9]{22,24}")


class FineGrainedGitHubTokenDetector(_Detector):
    """Tokens of GitHub that are for some repositories alone."""

    secret_type = "Key of GitHub"
    denylist = _alone(r"github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}")


class GoogleDetector(_Detector):
    """Keys of Google, with which Gemini answers."""

    secret_type = "Key of Google"
    denylist = _alone(r"AIza[\w-]{35}|AQ\.[\w-]{50,}")


class GroqDetector(_Detector):
    """Keys of Groq: https://console.groq.com/docs/quickstart."""

    secret_type = "Key of Groq"
    denylist = _alone(r"gsk_[A-Za-z0-9]{52}")


class HuggingFaceDetector(_Detector):
    """Tokens of Hugging Face: https://huggingface.co/docs/hub/security-tokens."""

    secret_type = "Key of Hugging Face"
    denylist = _alone(r"(?:hf|api_org)_[A-Za-z0-9]{34}")


class LangSmithDetector(_Detector):
    """Keys of LangSmith, personal and of services."""

    secret_type = "Key of LangSmith"
    denylist = _alone(rf"lsv2_(?:pt|sk)_{_HEX}{{32}}_{_HEX}{{10}}")


class LangfuseDetector(_Detector):
    """Secret keys of Langfuse: taken without their first part, because detect-secrets takes no UUID for a secret."""

    secret_type = "Key of Langfuse"
    denylist = _alone(rf"sk-lf-{_HEX}{{8}}-((?:{_HEX}{{4}}-){{3}}{_HEX}{{12}})")


class NvidiaDetector(_Detector):
    """Keys of NVIDIA."""

    secret_type = "Key of NVIDIA"
    denylist = _alone(r"nvapi-[\w-]{60,70}")


class OpenRouterDetector(_Detector):
    """Keys of OpenRouter."""

    secret_type = "Key of OpenRouter"
    denylist = _alone(rf"sk-or-v1-{_HEX}{{64}}")


class PerplexityDetector(_Detector):
    """Keys of Perplexity."""

    secret_type = "Key of Perplexity"
    denylist = _alone(r"pplx-[A-Za-z0-9]{40,60}")


class PineconeDetector(_Detector):
    """Keys of Pinecone."""

    secret_type = "Key of Pinecone"
    denylist = _alone(r"pcsk_[A-Za-z0-9]{4,8}_[A-Za-z0-9]{50,70}")


class ReplicateDetector(_Detector):
    """Keys of Replicate."""

    secret_type = "Key of Replicate"
    denylist = _alone(r"r8_[A-Za-z0-9]{37}")


class TavilyDetector(_Detector):
    """Keys of Tavily."""

    secret_type = "Key of Tavily"
    denylist = _alone(r"tvly-(?:dev-|prod-)?[A-Za-z0-9]{32}")


class TogetherDetector(_Detector):
    """Keys of Together."""

    secret_type = "Key of Together"
    denylist = _alone(r"tgp_v1_[\w-]{40,50}")


class VoyageDetector(_Detector):
    """Keys of Voyage."""

    secret_type = "Key of Voyage"
    denylist = _alone(r"pa-[\w-]{43}")


class XaiDetector(_Detector):
    """Keys of xAI."""

    secret_type = "Key of xAI"
    denylist = _alone(r"xai-[A-Za-z0-9]{80}")


class ModelProviderDetector(_Detector):
    """Keys of DeepSeek and others, which share a beginning."""

    secret_type = "Key of a provider of models"
    denylist = _alone(rf"sk-[A-Za-z0-9]{{32,64}}|sk_{_HEX}{{48}}")


class PasswordWithoutUserDetector(_Detector):
    """`redis://:PASSWORD@HOST`, as Redis has it: https://redis.io/docs/latest/develop/tools/cli/."""

    secret_type = "Basic Auth Password"
    denylist = (re.compile(r"\w+://:[^@/\s\"'${}<>]{4,}@"),)
