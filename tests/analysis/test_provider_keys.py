"""Which names mean a key of another provider of models, and which only sound like it."""

from __future__ import annotations

import pytest

from pytest_aisec.analysis.provider_keys import foreign_names, names_a_foreign_key
from pytest_aisec.analysis.providers import DOMAINS, addressed_in

FOREIGN = [
    "OPENAI_API_KEY",
    "OPENAI_KEY",
    "AZURE_OPENAI_API_KEY",
    "AZURE_OPENAI_KEY",
    "ANTHROPIC_API_KEY",
    "ANTHROPIC_AUTH_TOKEN",
    "CLAUDE_API_KEY",
    "HF_TOKEN",
    "HUGGING_FACE_HUB_TOKEN",
    "HUGGINGFACEHUB_API_TOKEN",
    "HUGGINGFACE_TOKEN",
    "GEMINI_API_KEY",
    "GOOGLE_GENERATIVE_AI_API_KEY",
    "MISTRAL_API_KEY",
    "COHERE_API_KEY",
    "GROQ_API_KEY",
    "XAI_API_KEY",
    "GROK_API_KEY",
    "DEEPSEEK_API_KEY",
    "OPENROUTER_API_KEY",
    "PPLX_API_KEY",
    "PERPLEXITY_API_KEY",
    "PERPLEXITYAI_API_KEY",
    "TOGETHER_API_KEY",
    "TOGETHERAI_API_KEY",
    "FIREWORKS_API_KEY",
    "REPLICATE_API_TOKEN",
    "CEREBRAS_API_KEY",
    "NVIDIA_API_KEY",
    "NGC_API_KEY",
    "VOYAGE_API_KEY",
    "JINA_API_KEY",
    "DASHSCOPE_API_KEY",
    "MOONSHOT_API_KEY",
    "ZHIPUAI_API_KEY",
    "SAMBANOVA_API_KEY",
    "AI21_API_KEY",
    "WATSONX_APIKEY",
    "ELEVENLABS_API_KEY",
    "STABILITY_API_KEY",
    "APP_OPENAI_API_KEY",
    "OPENAI_API_KEY_SECRET_ARN",
    "OPENAI_API_KEY_PROD",
    "OPENAI_API_KEY_2",
    "openai_api_key",
]
OTHER = [
    "OPENAI_MODEL",
    "OPENAI_ORG_ID",
    "OPENAI_TOKEN_LIMIT",
    "ANTHROPIC_VERSION",
    "HF_HOME",
    "HF_MODEL_ID",
    "COHERE_TOKEN_BUDGET",
    "GITHUB_TOKEN",
    "STRIPE_API_KEY",
    "LITELLM_MASTER_KEY",
    "MAX_TOKENS",
    "API_KEY",
    "PINECONE_API_KEY",
    "NIM_CACHE_PATH",
    "SHELF_TOKENS",
    "BEDROCK_API_KEY",
]


def test_variables() -> None:
    assert foreign_names(FOREIGN, ()) == FOREIGN
    assert foreign_names(OTHER, ()) == []


@pytest.mark.parametrize(
    ("name", "approved"),
    [("CLAUDE_API_KEY", "anthropic"), ("HF_TOKEN", "huggingface"), ("HF_TOKEN", "hf"), ("PPLX_API_KEY", "perplexity")],
)
def test_approved_providers_by_whatever_name(name: str, approved: str) -> None:
    assert foreign_names([name], [approved]) == []
    assert foreign_names([name], ["cohere"]) == [name]


@pytest.mark.parametrize(
    ("name", "alone", "expected"),
    [
        ("prod/openai-api-key", False, True),
        ("openai/prod/key", False, True),
        ("claude-api-key-prod", False, True),
        ("OpenAI/ApiKey", False, True),
        ("MyDeepSeekKey", False, True),
        ("teamHuggingFaceToken", False, True),
        ("prod/openai", True, True),
        ("prod/openai", False, False),
        ("mistral", True, True),
        ("together", True, False),
        ("openai-db-password", True, False),
        ("azure-openai-endpoint", True, False),
        ("rag/pinecone", True, False),
    ],
)
def test_names_of_secrets(name: str, alone: bool, expected: bool) -> None:
    assert names_a_foreign_key(name, (), alone=alone) is expected


@pytest.mark.parametrize("provider", sorted(set(DOMAINS) - {"AZURE_OPENAI", "HUGGINGFACE"}))
def test_addresses_name_their_provider(provider: str) -> None:
    assert addressed_in(f"https://{DOMAINS[provider]}/v1/chat") == [provider]
    assert addressed_in(f"https://{DOMAINS[provider]}.example.com/v1") == []
