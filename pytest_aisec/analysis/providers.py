"""Where other providers of models answer, and which of their addresses a text names."""

from __future__ import annotations

import re
from functools import cache

DOMAINS = {
    "AI21": "api.ai21.com",
    "ANTHROPIC": "api.anthropic.com",
    "AZURE_OPENAI": "openai.azure.com",
    "CEREBRAS": "api.cerebras.ai",
    "COHERE": "api.cohere.com",
    "DASHSCOPE": "dashscope.aliyuncs.com",
    "DEEPINFRA": "api.deepinfra.com",
    "DEEPSEEK": "api.deepseek.com",
    "ELEVENLABS": "api.elevenlabs.io",
    "FIREWORKS": "api.fireworks.ai",
    "GEMINI": "generativelanguage.googleapis.com",
    "GROQ": "api.groq.com",
    "HUGGINGFACE": "huggingface.co",
    "JINA": "api.jina.ai",
    "MINIMAX": "api.minimax.io",
    "MISTRAL": "api.mistral.ai",
    "MOONSHOT": "api.moonshot.ai",
    "NVIDIA": "integrate.api.nvidia.com",
    "OPENAI": "api.openai.com",
    "OPENROUTER": "openrouter.ai",
    "PERPLEXITY": "api.perplexity.ai",
    "REPLICATE": "api.replicate.com",
    "SAMBANOVA": "api.sambanova.ai",
    "STABILITY": "api.stability.ai",
    "TOGETHER": "api.together.xyz",
    "VOYAGE": "api.voyageai.com",
    "XAI": "api.x.ai",
    "ZHIPU": "api.z.ai",
}
"""Where other providers answer, by the name that the setting `approved_providers` knows them by."""

_MORE = {
    "COHERE": ("api.cohere.ai",),
    "DASHSCOPE": ("dashscope-intl.aliyuncs.com",),
    "HUGGINGFACE": ("api-inference.huggingface.co", "router.huggingface.co", "endpoints.huggingface.cloud"),
    "MOONSHOT": ("api.moonshot.cn",),
    "TOGETHER": ("api.together.ai",),
    "ZHIPU": ("open.bigmodel.cn",),
}
"""Further addresses. Models are downloaded from the site of Hugging Face itself, which answers no prompts."""

_ANSWERING = {
    name: (*(() if name == "HUGGINGFACE" else (domain,)), *_MORE.get(name, ())) for name, domain in DOMAINS.items()
}


def addressed_in(text: str) -> list[str]:
    """The providers whose addresses stand in a text, alone or in a URL: `https://api.openai.com/v1` names `OPENAI`."""
    small = text.lower()
    return [
        name
        for name, domains in _ANSWERING.items()
        if any(domain in small and _alone(domain).search(text) for domain in domains)
    ]


@cache
def _alone(domain: str) -> re.Pattern[str]:
    """A domain that is no part of a longer one."""
    return re.compile(rf"(?<![\w-]){re.escape(domain)}(?![\w-]|\.\w)", re.IGNORECASE)
