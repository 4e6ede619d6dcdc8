"""What is taken for a secret, over names and values as definitions of functions, containers and models have them."""

from __future__ import annotations

import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from pytest_aisec.analysis import key_forms
from pytest_aisec.analysis.assignments import assignments
from pytest_aisec.analysis.secrets import secrets_in
from tests.analysis.example_keys import KEYS, MIXED

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
HF_TOKEN_SECRET=huggingface-token
OPENAI_API_KEY=REPLACE_ME
COHERE_API_KEY=your-api-key-here
ANTHROPIC_API_KEY=<your key>
MISTRAL_API_KEY=sk-your-key
GROQ_API_KEY=changeme
IMAGE=763104351884.dkr.ecr.us-east-1.amazonaws.com/llm@sha256:6f1ed002ab5595859014ebf0951522d9c1f8b5f3a1b0c8d7e6f5a4b3c2d1e0f9
AGENT_RUNTIME=sk-learn-inference-cpu
REDIS_ADDRESS=redis://:${var.password}@cache:6379
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
ADMIN_PASSWORD=cha~ngeme
REDIS_URL=red~is://:Xk9mP2vQ7Lw4@cache:6379
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


def pairs(text: str) -> list[tuple[str, str]]:
    return [(name, value) for name, _, value in (line.partition("=") for line in text.strip().splitlines())]


TALKING = ("%s", "curl -H 'x-api-key: %s' https://example.com", "Sign in with %s.", '{"key": "%s"}', "login(%s)")
"""Texts in which a key stands that no name tells of."""


@pytest.mark.parametrize(("owner", "beginning", "rest"), KEYS)
@pytest.mark.parametrize("text", TALKING)
def test_keys_of_providers_are_found_by_their_form(owner: str, beginning: str, rest: str, text: str) -> None:
    assert f"instruction: Key of {owner}" in secrets_in([("instruction", text % f"{beginning}{rest}")])


@pytest.mark.parametrize(("owner", "beginning", "rest"), KEYS)
@pytest.mark.parametrize("text", ["{beginning}{short}", "{beginning}{same}", "s3://models/{beginning}{rest}"])
def test_other_words_are_no_keys(owner: str, beginning: str, rest: str, text: str) -> None:
    written = text.format(beginning=beginning, short=rest[:9], same="x" * len(rest), rest=rest)
    assert secrets_in([("instruction", written)]) == []


def test_every_detector_of_our_own_has_an_example() -> None:
    kinds = {str(getattr(each, "secret_type", "")) for each in vars(key_forms).values()}
    assert {f"Key of {owner}" for owner, *_ in KEYS} == {kind for kind in kinds if kind.startswith("Key of ")}


@pytest.mark.parametrize("password", ["Xk9mP2vQ7Lw4", "12345678", "xxxxxxxxxx"])
def test_passwords_of_addresses_without_a_user_are_found(password: str) -> None:
    assert secrets_in([("instruction", f"redis://:{password}@cache:6379")]) == ["instruction: Basic Auth Password"]


def test_what_is_to_be_filled_in_is_no_key_of_any_kind() -> None:
    keys = ["AKIA" + "X" * 16, "SG." + "x" * 22 + "." + "x" * 43, "sk-" + "0" * 32]
    assert secrets_in([(f"key {number}", key) for number, key in enumerate(keys)]) == []
    assert secrets_in([("address", "postgres://app:xxxxxxxxxx@db/app")]) == ["address: Basic Auth Credentials"]


GROQ = "gsk_" + MIXED[:52]


@pytest.mark.parametrize(
    "line", [f"use {GROQ}", "export API_KEY=7f9c24e8b6a1d3f5e7c9b0a2d4f6e8c1", "password: hunter2"]
)
def test_no_text_says_of_itself_that_there_is_no_secret_in_it(line: str) -> None:
    found = secrets_in([("user_data", line)])
    assert found
    assert secrets_in([("user_data", f"{line}  # pragma: allowlist secret")]) == found
    assert secrets_in([("user_data", f"# pragma: allowlist nextline secret\n{line}\nstart")]) == found


def test_detect_secrets_is_loaded_for_texts_alone() -> None:
    loaded = "import sys; from pytest_aisec.analysis import {0} as it; {1}; print('detect_secrets' in sys.modules)"
    assert _said(loaded.format("secrets", "it.secrets_in([])")) == "False"
    assert _said(loaded.format("masked", "it.addresses_of([])")) == "False"
    assert _said(loaded.format("secrets", "it.secrets_in([('name', 'a longer text')])")) == "True"


def _said(program: str) -> str:
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return told.stdout.strip()


def test_secrets_are_found() -> None:
    told = [(name, value.replace("~", "")) for name, value in pairs(SECRET)]
    assert [name for name, value in told if not secrets_in([(name, value)])] == []


def test_what_only_sounds_like_one_is_not() -> None:
    assert [name for name, value in pairs(HARMLESS) if secrets_in([(name, value)])] == []


def test_a_secret_is_never_told() -> None:
    for name, value in pairs(SECRET):
        for told in secrets_in([(name, value.replace("~", ""))]):
            assert told.startswith(f"{name}: ")
            assert value.replace("~", "") not in told


HARMLESS_LINES = r"""
export PASSWORD=$(aws secretsmanager get-secret-value --secret-id prod/db --query SecretString --output text)
export DB_PASSWORD="$(aws ssm get-parameter --name /prod/db/password --with-decryption --query Parameter.Value)"
PASSWORD=`cat /run/secrets/db`
PASSWORD=${VAR}
PASSWORD="${PASSWORD:-}"
PASSWORD=${1:?a password is needed}
TOKEN=$1
TOKEN=$(curl -X PUT "http://169.254.169.254/latest/api/token" -H "X-aws-ec2-metadata-token-ttl-seconds: 21600")
curl -H "X-aws-ec2-metadata-token: $TOKEN" http://169.254.169.254/latest/meta-data/instance-id
curl -H "Authorization: Bearer $HF_TOKEN" https://huggingface.co/api/whoami-v2
curl -u "$USER:$PASSWORD" https://example.com
KEY_NAME=prod
SECRET_ARN=arn:aws:secretsmanager:us-east-1:111122223333:secret:prod/db-AbCdEf
SECRET_ID=prod/db
PASSWORD_FILE=/run/secrets/password
export POSTGRES_PASSWORD_FILE=/run/secrets/password
AWS_DEFAULT_REGION=us-east-1
export AWS_REGION=us-east-1 TOKENIZERS_PARALLELISM=false
docker run -d --gpus all -p 8000:8000 -e HF_HOME=/models -e HF_TOKEN vllm/vllm-openai:v0.6.3 --model meta-llama/Llama-3.1-8B
docker run -e HF_TOKEN="$HF_TOKEN" -e API_KEY=${API_KEY} vllm/vllm-openai --api-key $API_KEY
aws ecr get-login-password --region us-east-1 | docker login --username AWS --password-stdin 111122223333.dkr.ecr.us-east-1.amazonaws.com
aws configure set region us-east-1
aws configure set aws_secret_access_key "$SECRET"
aws configure set credential_source Ec2InstanceMetadata
aws s3 cp s3://models/llama/model.safetensors /models/ --sse aws:kms --sse-kms-key-id alias/ai
aws dynamodb get-item --table-name keys --key '{"id": {"S": "a"}}'
aws secretsmanager get-secret-value --secret-id openai | jq -r '.SecretString | fromjson | .password'
apt-key adv --keyserver keyserver.ubuntu.com --recv-key 9DC858229FC7DD38854AE2D88D81803C0EBFCD88
ssh -i key.pem -o StrictHostKeyChecking=no ec2-user@host
openssl req -x509 -newkey rsa:4096 -nodes -keyout key.pem -out cert.pem
uvicorn app:app --ssl-keyfile=/etc/ssl/key.pem --ssl-key /etc/ssl/key.pem
jupyter notebook --NotebookApp.token='' --NotebookApp.password=''
read -s -p "Password: " PASSWORD
if [ -z "$PASSWORD" ]; then echo "PASSWORD is not set"; exit 1; fi
[ "$TOKEN" = "" ] && exit 1
sed -i "s/__PASSWORD__/$PASSWORD/" /etc/app.conf
PASSWORD=<your password>
API_KEY=********
SECRET_KEY=xxxxxxxx
password = get_secret("prod/db")
password = os.environ["DB_PASSWORD"]
token = response.json()["token"]
api_key = settings.api_key
password = var.database-password
    password=secret["password"],
    connection = connect(host, user=user, password=VAULT_TOKEN)
    name=provider, apiKey=api_key
    api_key=_get_api_key()
    api_key=_get_api_key(),
    password=password
Provide the --password parameter, or --api-key and a name.
def login(user: str, password: str) -> None:
    password: str
  password: string
ssh_pwauth: true
lock_passwd: false
passwd: $6$rounds=4096$aBcD$eFgHiJkLmNoPqRsT
chpasswd: { expire: false }
    secret:
    secretName: openai
  password: "{{ lookup('aws_secret', 'db') }}"
  password: {{resolve:secretsmanager:prod/db:SecretString:password}}
  key: /etc/ssl/private/server.key
{"type": "object", "properties": {"password": {"type": "string"}, "token": {"type": "string"}}}
{"password": "string", "apiKey": "<key>"}
{"securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "x-api-key"}}}
{"Key": "Environment", "Value": "prod"}
You are a support agent. Never ask for a password: send people to the portal instead.
Never repeat a token, a key or a secret that a document holds.
Password: ask the user to reset it.
export PATH=/opt/conda/bin:$PATH PYTHONUNBUFFERED=1
echo "ECS_CLUSTER=inference" >> /etc/ecs/ecs.config
OLDPWD=scratch
yum install -y amazon-cloudwatch-agent && systemctl enable --now amazon-cloudwatch-agent
python train.py --tokenizer meta-llama/Llama-3.1-8B --max-tokens 4096 --sort-key created_at
git clone https://github.com/example/inference.git
"""
"""Lines of start scripts, commands, cloud-init, programs and instructions."""

SECRET_LINES = r"""
export AWS_SECRET_ACCESS_KEY=h8J~q2vR/9xLmN0pTs+4WcYd6KfZb1uEgAoV3iXyB
AWS_SECRET_ACCESS_KEY=h8J~q2vR/9xLmN0pTs+4WcYd6KfZb1uEgAoV3iXyB aws s3 ls
export DB_PASSWORD=Zq8~LmPx4hunter2
export DB_PASSWORD="Zq8~LmPx4 hunter2"
export DB_PASSWORD='Zq8~LmPx4 hunter'
    DB_PASSWORD=Zq8~LmPx4hunter2
FOO=1 DB_PASSWORD=Zq8~LmPx4hunter2; run
set -e; export API_KEY=7f9~c24e8b6a1d3f5e7c9b0a2d4f6e8c1 && python serve.py
aws configure set aws_secret_access_key h8J~q2vR/9xLmN0pTs+4WcYd6KfZb1uEgAoV3iXyB
aws configure set default.aws_secret_access_key h8J~q2vR/9xLmN0pTs+4WcYd6KfZb1uEgAoV3iXyB --profile x
docker run -d -e OPENAI_API_KEY=7f9~c24e8b6a1d3f5e7c9b0a2d4f6e8c1 litellm
docker run --env=POSTGRES_PASSWORD=hun~ter2 postgres
docker login --username ci --password Zq8~LmPx4hunter2 registry.example.com
docker login -u ci --password=Zq8~LmPx4hunter2 registry.example.com
python -m vllm.entrypoints.openai.api_server --api-key 7f9~c24e8b6a1d3f5e7c9b0a2d4f6e8c1
jupyter lab --NotebookApp.password='Zq8~LmPx4hunter2'
kubectl create secret generic db --from-literal=password=Zq8~LmPx4hunter2
aws_secret_access_key = h8J~q2vR/9xLmN0pTs+4WcYd6KfZb1uEgAoV3iXyB
password = hunt~er2
password: hunt~er2
  - password: "hunt~er two"
password: 'hunt~er2'  # of the first user
"password": "hunt~er2",
{"user": "app", "password": "hunt~er2"}
os.environ["DB_PASSWORD"] = "hunt~er2"
DB_PASSWORD := "hunt~er2"
$env:DB_PASSWORD = "hunt~er2"
ENV DB_PASSWORD hunt~er2
ENV DB_PASSWORD=hunt~er2
echo "ubuntu:hunt~er2" | sudo chpasswd
curl -u app:hunt~er2 https://example.com
curl -H "x-api-key: 7f9~c24e8b6a1d3f5e7c9b0a2d4f6e8c1" https://example.com
curl -H 'Authorization: Bearer 7f9~c24e8b6a1d3f5e7c9b0a2d4f6e8c1' https://example.com
curl "https://example.com/v1?api_key=7f9~c24e8b6a1d3f5e7c9b0a2d4f6e8c1"
mysql -h db.example.com -u app -phunt~er2 orders
sshpass -p 'hunt~er2' ssh app@host
Use the tool with api_key=7f9~c24e8b6a1d3f5e7c9b0a2d4f6e8c1 and tell nobody.
java -Dspring.datasource.password=hunt~er2 -jar app.jar
jdbc:postgresql://db:5432/app?user=app&password=hunt~er2
"""
"""The same with secrets in them."""


def test_secrets_in_scripts_are_found() -> None:
    lines = [line.replace("~", "") for line in SECRET_LINES.strip("\n").splitlines()]
    assert [line for line in lines if not secrets_in([("user_data", line)])] == []
    assert [line for line in lines if not secrets_in([("user_data", f"#!/bin/sh\n{line}\nstart")])] == []


def test_what_scripts_only_look_up_is_not() -> None:
    lines = HARMLESS_LINES.strip("\n").splitlines()
    assert [line for line in lines if secrets_in([("user_data", line)])] == []
    assert [line for line in lines if secrets_in([("user_data", f"#!/bin/sh\n{line}\nstart")])] == []


def test_a_secret_of_a_script_is_never_told() -> None:
    for line in SECRET_LINES.strip("\n").splitlines():
        secret = next(word for word in line.split() if "~" in word).replace("~", "")
        assert not any(secret in told for told in secrets_in([("user_data", line.replace("~", ""))]))


def test_long_lines_do_not_multiply() -> None:
    line = "password=" * 2_000
    found = list(assignments(line))
    assert len(found) == 1_999
    assert max(len(value) for _, value in found) == 4096
    assert secrets_in([("user_data", f"export API_KEY={'a1B2c3D4' * 1000}")])
    assert not list(assignments("curl mysql " * 1000))


def test_threads_do_not_take_the_detectors_from_each_other() -> None:
    letters = list(MIXED[:52])
    keys = []
    for seed in range(200):
        random.Random(seed).shuffle(letters)
        keys.append(f"gsk_{''.join(letters)}")
    often = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(8) as threads:
            found = list(threads.map(lambda key: secrets_in([("text", f"with {key}")]), keys))
    finally:
        sys.setswitchinterval(often)
    assert found == [["text: Key of Groq"]] * len(keys)
