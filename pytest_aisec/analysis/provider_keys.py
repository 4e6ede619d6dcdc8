"""Names of keys of other providers of models, as their clients look for them and as people file them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pytest_aisec.model.matching import Regex

_PROVIDERS = {
    "AI21": ("AI21",),
    "ANTHROPIC": ("ANTHROPIC", "CLAUDE"),
    "AZURE_OPENAI": ("AZURE_OPENAI",),
    "BASETEN": ("BASETEN",),
    "CEREBRAS": ("CEREBRAS",),
    "COHERE": ("COHERE",),
    "DASHSCOPE": ("DASHSCOPE", "QWEN"),
    "DEEPINFRA": ("DEEPINFRA",),
    "DEEPSEEK": ("DEEPSEEK", "DEEP_SEEK"),
    "ELEVENLABS": ("ELEVENLABS", "ELEVEN_LABS"),
    "FIREWORKS": ("FIREWORKS",),
    "GEMINI": ("GEMINI", "GOOGLE_AI", "GOOGLE_GENAI", "GOOGLE_GENERATIVE_AI"),
    "GROQ": ("GROQ",),
    "HUGGINGFACE": (
        "HF",
        "HF_HUB",
        "HUGGINGFACE",
        "HUGGINGFACEHUB",
        "HUGGINGFACE_HUB",
        "HUGGING_FACE",
        "HUGGING_FACE_HUB",
    ),
    "JINA": ("JINA", "JINA_AI", "JINAAI"),
    "MINIMAX": ("MINIMAX",),
    "MISTRAL": ("MISTRAL", "MISTRALAI"),
    "MOONSHOT": ("MOONSHOT", "KIMI"),
    "NVIDIA": ("NVIDIA", "NGC", "NIM"),
    "OPENAI": ("OPENAI", "OPEN_AI"),
    "OPENROUTER": ("OPENROUTER", "OPEN_ROUTER"),
    "PERPLEXITY": ("PERPLEXITY", "PERPLEXITYAI", "PPLX"),
    "REPLICATE": ("REPLICATE",),
    "SAMBANOVA": ("SAMBANOVA",),
    "STABILITY": ("STABILITY", "STABILITY_AI"),
    "TOGETHER": ("TOGETHER", "TOGETHERAI", "TOGETHER_AI"),
    "VOYAGE": ("VOYAGE", "VOYAGEAI"),
    "WATSONX": ("WATSONX",),
    "XAI": ("XAI", "GROK"),
    "ZHIPU": ("ZHIPUAI", "ZAI"),
}
"""By the name that the setting `approved_providers` knows them by: how names of keys call them.

https://docs.litellm.ai/docs/providers
"""
_OWNERS = {_word: _name for _name, _words in _PROVIDERS.items() for _word in _words}
_CALLED = "|".join(sorted(_OWNERS, key=len, reverse=True))
_PLACE = "PROD|PRODUCTION|LIVE|DEV|DEVELOPMENT|STAGE|STAGING|TEST"
_WHERE = rf"(?:_(?:SECRET|ARN|NAME|PARAM|PARAMETER|PATH|SSM|{_PLACE}|V?\d+))*"
"""What often stands at the end of a name: where the key is, or what for."""
_KEY = Regex(rf"(?:\w+_)??(?P<provider>{_CALLED})_?(?:API|AUTH|ACCESS|SECRET)?_?(?:KEY|TOKEN){_WHERE}")
_ALONE = Regex(
    r"(?:\w+_)?(?P<provider>OPENAI|ANTHROPIC|CLAUDE|GEMINI|MISTRAL|COHERE|GROQ|DEEPSEEK|HUGGING_?FACE|OPENROUTER|PERPLEXITY)"
)
"""Names of providers that are no other words: a secret that is called so is their key."""


def foreign_names(names: Iterable[str], approved: Iterable[str]) -> list[str]:
    """Those of some names of variables that hold keys of providers of models which are not approved."""
    known = {name.upper() for name in approved}
    return [name for name in names if _is_foreign(_KEY.fullmatch(name.upper()), known)]


def names_a_foreign_key(name: str, approved: Iterable[str], *, alone: bool) -> bool:
    """Whether a name means a key of such a provider, however its words are put together: `prod/openai-api-key`.

    `alone`: the provider at its end is enough, as in the name of a secret.
    """
    known = {each.upper() for each in approved}
    plain = [_words(name), _words(re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name))]
    found = [_KEY.fullmatch(each) or (_ALONE.fullmatch(each) if alone else None) for each in plain]
    return any(_is_foreign(each, known) for each in found)


def _words(name: str) -> str:
    """The words of a name in capitals, without those that say where it is used."""
    words = re.sub(r"[^A-Z0-9]+", "_", name.upper()).strip("_").split("_")
    return "_".join(word for word in words if not re.fullmatch(rf"{_PLACE}|V?\d+", word))


def _is_foreign(found: re.Match[str] | None, known: set[str]) -> bool:
    if found is None:
        return False
    called = found["provider"]
    return not {called, _OWNERS.get(called, called)} & known
