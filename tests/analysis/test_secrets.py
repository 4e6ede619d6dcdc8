"""What is taken for a secret, over names and values as definitions of functions, containers and models have them."""

from __future__ import annotations

from pytest_aisec.analysis.secrets import secrets_in

HARMLESS = """
LOG_LEVEL=INFO
BEDROCK_MODEL_ID=anthropic.claude-3-5-sonnet-20240620-v1:0
MAX_TOKENS=4096
MAX_NEW_TOKENS=512
TOKEN_BUDGET=200000
MAX_TOTAL_TOKENS=8192
MAX_INPUT_TOKENS=4095
TOKENIZER_PATH=/opt/ml/model/tokenizer.json
TOKENIZERS_PARALLELISM=false
HF_HUB_ENABLE_HF_TRANSFER=1
SM_NUM_GPUS=4
OPTION_MODEL_ID=s3://models/llama/
API_KEYS_TABLE=api-keys-prod
RATE_LIMIT_TABLE=rate-limits
DEDUPE_TTL_SECONDS=86400
ACCESS_TOKEN_TTL_SECONDS=900
REFRESH_TOKEN_EXPIRY=2592000
TOKEN_EXPIRATION_MINUTES=60
TOKEN_URL=https://auth.example.com/oauth2/token
TOKEN_ENDPOINT=https://auth.example.com/oauth2/token
JWT_ALGORITHM=RS256
JWT_AUDIENCE=api://assistant
COGNITO_JWKS_URL=https://cognito-idp.us-east-1.amazonaws.com/us-east-1_ab12CD34e/.well-known/jwks.json
COGNITO_CLIENT_ID=4h5k2j3l4m5n6p7q8r9s0t1u2v
COGNITO_USER_POOL_ID=us-east-1_ab12CD34e
USE_API_KEY=true
REQUIRE_API_KEY=false
API_KEY_HEADER=x-api-key
API_KEY_SOURCE=HEADER
API_KEY_REQUIRED=true
DB_SECRET_ARN=arn:aws:secretsmanager:us-east-1:111122223333:secret:prod/db-AbCdEf
OPENAI_SECRET_ARN=arn:aws:secretsmanager:us-east-1:111122223333:secret:openai-AbCdEf
DB_PASSWORD_SECRET_ARN=arn:aws:secretsmanager:us-east-1:111122223333:secret:db-AbCdEf
OPENAI_API_KEY_SECRET_NAME=prod/openai
OPENAI_API_KEY_SECRET=prod/openai
SECRET_NAME=prod/assistant
SECRET_ID=prod/assistant
SECRET_KEY_NAME=api-key
DBSECRET=prod/db
DB_SECRET=prod/database/credentials
DB_CREDENTIALS_SECRET=rds-credentials
PASSWORD_PARAMETER=/prod/db/password
DB_PASSWORD_SSM=/prod/db/password
DB_PASSWORD_SSM_PATH=/prod/db/password
SLACK_TOKEN_PARAM=/prod/slack/token
SECRETS_MANAGER_ENDPOINT=https://secretsmanager.us-east-1.amazonaws.com
SECRETS_EXTENSION_HTTP_PORT=2773
PARAMETERS_SECRETS_EXTENSION_HTTP_PORT=2773
PARAMETERS_SECRETS_EXTENSION_CACHE_ENABLED=true
PARAMETERS_SECRETS_EXTENSION_LOG_LEVEL=info
SECRET_BACKEND=aws
SECRET_PROVIDER=secretsmanager
SECRETS_REGION=eu-west-1
PASSWORD_MIN_LENGTH=12
PASSWORD_POLICY=strong
PASSWORD_RESET_URL=https://example.com/reset
PARTITION_KEY=pk
SORT_KEY=sk
EVENTS_KEY=data.json
KEY_PREFIX=pipeline/scheme_list_data
S3_KEY=models/v3/model.tar.gz
KMS_KEY_ID=1234abcd-12ab-34cd-56ef-1234567890ab
KMS_KEY_ARN=arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab
KEY_VAULT_URL=https://vault.example.com
IDEMPOTENCY_KEY_TTL=3600
CACHE_KEY_PREFIX=rag
SSH_KEY_NAME=deploy
PUBLIC_KEY_PATH=/etc/keys/public.pem
AUTH_TYPE=AWS_IAM
AUTH_MODE=oidc
AUTHORIZER_TYPE=JWT
PRIVATE_KEY_SECRET_NAME=prod/signing
PRIVATE_KEY_PATH=/run/secrets/key.pem
CREDENTIALS_FILE=/var/task/credentials.json
CREDENTIAL_SOURCE=Ec2InstanceMetadata
AWS_CONTAINER_CREDENTIALS_RELATIVE_URI=/v2/credentials/1234
REDIS_URL=rediss://cache.example.com:6379
DATABASE_URL=postgresql://db.example.com:5432/app
DATABASE_URL=postgresql://${var.user}:${var.password}@db/app
DB_PASSWORD={{resolve:secretsmanager:prod/db:SecretString:password}}
DB_PASSWORD=${DbPassword}
DB_PASSWORD=
SENTRY_DSN=https://o123.ingest.sentry.io/456
OPENAI_API_BASE=https://api.openai.com/v1
OPENAI_MODEL=gpt-4o-mini
ANTHROPIC_VERSION=bedrock-2023-05-31
PINECONE_INDEX=docs
PINECONE_ENVIRONMENT=us-east-1-aws
LANGCHAIN_TRACING_V2=true
LANGCHAIN_PROJECT=assistant
WANDB_PROJECT=finetune
WANDB_API_KEY_SECRET_ARN=arn:aws:secretsmanager:us-east-1:111122223333:secret:wandb-AbCdEf
CSRF_COOKIE_NAME=csrftoken
SESSION_COOKIE_SECURE=true
ENABLE_SECRET_ROTATION=true
SECRET_ROTATION_DAYS=30
TOKEN_CACHE_SIZE=1000
EMBEDDING_TOKENS_PER_CHUNK=300
CHUNK_TOKENS=300
CHUNK_OVERLAP_TOKENS=20
STOP_TOKEN=</s>
PAD_TOKEN_ID=0
EOS_TOKEN=<|endoftext|>
SPECIAL_TOKENS_MAP=special_tokens_map.json
SAGEMAKER_SUBMIT_DIRECTORY=s3://bucket/source.tar.gz
GUARDRAIL_ID=abcd1234efgh
KNOWLEDGE_BASE_ID=ABCDEFGHIJ
POWERTOOLS_SERVICE_NAME=assistant
NEXT_PUBLIC_STRIPE_PUBLISHABLE_KEY_PARAM=/prod/stripe/pk
"""

SECRET = """
OPENAI_API_KEY=sk-~proj-Zk3vT9xQ2mB7nL5pR8wY1cD4fG6hJ0aS
OPENAI_API_KEY=sk-~abcdefghijklmnopqrstT3BlbkFJuvwxyz0123456789ABCD
ANTHROPIC_API_KEY=sk-~ant-api03-Q2mB7nL5pR8wY1cD4fG6hJ0aSZk3vT9x
HF_TOKEN=hf_~aVqXkLmRtZyBnCdEfGhJsPwUoIQlKzNvMx
HUGGING_FACE_HUB_TOKEN=hf_~aVqXkLmRtZyBnCdEfGhJsPwUoIQlKzNvMx
PINECONE_API_KEY=pcs~k_2mB7nL_5pR8wY1cD4fG6hJ0aSZk3vT9xQ2mB7nL5pR8w
DB_PASSWORD=hun~ter2!Prod
DB_PASSWORD=Tr0~ub4dor&3
MYSQL_ROOT_PASSWORD=cha~ngeme123
POSTGRES_PASSWORD=pos~tgres
REDIS_PASSWORD=a8f~5f167f44f4964e6c998dee827110c
DATABASE_URL=pos~tgresql://app:s3cr3tPassw0rd@db.example.com:5432/app
MONGO_URI=mon~godb+srv://admin:Xk9mP2vQ@cluster0.example.mongodb.net
AWS_ACCESS_KEY_ID=AKI~AQ4ZL7VEXAMPLE2K7
AWS_SECRET_ACCESS_KEY=wJa~lrXUtnFEMI/K7MDENG/bPxRfiCYzQ8Lm2Nv4T
GITHUB_TOKEN=ghp~_16C7e42F292c6912E7710c838347Ae178B4a
GITLAB_TOKEN=glp~at-aB3dE5fG7hJ9kL1mN3pQ
SLACK_BOT_TOKEN=xox~b-123456789012-1234567890123-AbCdEfGhIjKlMnOpQrStUvWx
STRIPE_SECRET_KEY=sk_~live_4eC39HqLyjWDarjtT1zdp7dc
JWT_SECRET=my-~super-secret-jwt-key
SECRET_KEY=dja~ngo-insecure-9x!k2#m5v7$q
DJANGO_SECRET_KEY=9xk~2m5v7q1w3e5r7t9y2u4i6o8p
API_KEY=7f9~c24e8b6a1d3f5e7c9b0a2d4f6e8c1
X_API_KEY=7f9~c24e8b6a1d3f5e7c9b0a2d4f6e8c1
AUTH_TOKEN=eyJ~hbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U
CLIENT_SECRET=Q~8~xK2mB7nL5pR8wY1cD4fG6hJ0aSZk3vT9x
PRIVATE_KEY=---~--BEGIN RSA PRIVATE KEY-----
SENDGRID_API_KEY=SG.~aB3dE5fG7hJ9kL1mN3pQ5r.sT7uV9wX1yZ3aB5cD7eF9gH1iJ3kL5mN7oP9qR1sT3u
TWILIO_AUTH_TOKEN=012~3456789abcdef0123456789abcdef
WANDB_API_KEY=012~3456789abcdef0123456789abcdef01234567
COHERE_API_KEY=aB3~dE5fG7hJ9kL1mN3pQ5rsT7uV9wX1yZ3aB5cD7
LANGCHAIN_API_KEY=lsv~2_pt_0123456789abcdef0123456789abcdef_0123456789
NPM_TOKEN=npm~_aB3dE5fG7hJ9kL1mN3pQ5rsT7uV9wX1yZ3aB
ENCRYPTION_KEY=K7g~NU3sdo+OL0wNhqoVWhr3g6s1xYv72ol/pe/Unols=
AZURE_OPENAI_API_KEY=012~3456789abcdef0123456789abcdef
GOOGLE_API_KEY=AIz~aSyA1bC2dE3fG4hI5jK6lM7nO8pQ9rS0tU1v
"""
"""Made up, in the forms that the services use; the `~` keeps other scanners from them."""

TAKEN_FOR_ONE = {"DB_CREDENTIALS_SECRET"}
"""Called a secret, and worded as a password may be: nobody can tell."""


def pairs(text: str) -> list[tuple[str, str]]:
    return [(name, value) for name, _, value in (line.partition("=") for line in text.strip().splitlines())]


def test_secrets_are_found() -> None:
    told = [(name, value.replace("~", "")) for name, value in pairs(SECRET)]
    assert [name for name, value in told if not secrets_in([(name, value)])] == []


def test_what_only_sounds_like_one_is_not() -> None:
    assert {name for name, value in pairs(HARMLESS) if secrets_in([(name, value)])} == TAKEN_FOR_ONE


def test_a_secret_is_never_told() -> None:
    for name, value in pairs(SECRET):
        for told in secrets_in([(name, value.replace("~", ""))]):
            assert told.startswith(f"{name}: ")
            assert value.replace("~", "") not in told
