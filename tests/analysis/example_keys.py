"""Made-up keys of every provider whose keys are known by their form."""

from __future__ import annotations

LETTERS = "aVqXkLmRtZyBnCdEfGhJsPwUoIQlKzNvMxTbWcYeDgFjHiASOuKrQpXz"
MIXED = "Q2mB7nL5pR8wY1cD4fG6hJ0aSZk3vT9x" * 8
DIGITS = "0123456789abcdef" * 8
KEYS = (
    ("Amazon Bedrock", "ABSK", MIXED[:132]),
    ("Amazon Bedrock", "bedrock-api-key-", MIXED[:200]),
    ("Anthropic", "sk-ant-admin01-", MIXED[:93] + "AA"),
    ("Anthropic", "sk-ant-api03-", MIXED[:93] + "AA"),
    ("Cerebras", "csk-", (MIXED * 2)[:48].lower()),
    ("Databricks", "dapi", DIGITS[:32]),
    ("Fireworks", "fw_", MIXED[:24]),
    ("GitHub", "github_pat_", f"{MIXED[:22]}_{MIXED[:59]}"),
    ("Google", "AIza", MIXED[:35]),
    ("Google", "AQ.", MIXED[:50]),
    ("Groq", "gsk_", MIXED[:52]),
    ("Hugging Face", "hf_", LETTERS[:34]),
    ("LangSmith", "lsv2_pt_", f"{DIGITS[:32]}_{DIGITS[:10]}"),
    ("Langfuse", "sk-lf-", "01234567-89ab-cdef-0123-456789abcdef"),
    ("NVIDIA", "nvapi-", MIXED[:64]),
    ("OpenRouter", "sk-or-v1-", DIGITS[:64]),
    ("Perplexity", "pplx-", MIXED[:48]),
    ("Pinecone", "pcsk_", f"{MIXED[:6]}_{MIXED[:63]}"),
    ("Replicate", "r8_", MIXED[:37]),
    ("Tavily", "tvly-", MIXED[:32]),
    ("Tavily", "tvly-prod-", MIXED[:32]),
    ("Together", "tgp_v1_", MIXED[:43]),
    ("Voyage", "pa-", MIXED[:43]),
    ("a provider of models", "sk-", DIGITS[:32]),
    ("xAI", "xai-", MIXED[:80]),
)
"""Whose keys begin how, and random signs in the length that each has."""
