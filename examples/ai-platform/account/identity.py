"""The roles of the platform, what they may do, and the instance profiles of the hosts."""

from __future__ import annotations

import json
from typing import Any

from account.clients import PREFIX, Clients

TRAINING = f"arn:aws:s3:::{PREFIX}-training"
ARTEFACTS = f"arn:aws:s3:::{PREFIX}-artefacts"
MODEL = "anthropic.claude-sonnet-4-20250514-v1:0"


def policy(*statements: dict[str, Any]) -> str:
    """A policy document as the API takes it."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def _allow(actions: list[str], resource: str | list[str]) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": actions, "Resource": resource}


def role(clients: Clients, name: str, service: str, *inline: tuple[str, str]) -> str:
    """A role that one AWS service assumes, with inline policies (name, document); its ARN."""
    iam = clients("iam")
    trust = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    made = iam.create_role(RoleName=clients.named(name), AssumeRolePolicyDocument=policy(trust))
    for title, document in inline:
        iam.put_role_policy(RoleName=clients.named(name), PolicyName=title, PolicyDocument=document)
    return str(made["Role"]["Arn"])


def instance_profile(clients: Clients, name: str) -> str:
    """The instance profile of the role with the same name; its ARN."""
    iam = clients("iam")
    made = iam.create_instance_profile(InstanceProfileName=clients.named(name))
    iam.add_role_to_instance_profile(InstanceProfileName=clients.named(name), RoleName=clients.named(name))
    return str(made["InstanceProfile"]["Arn"])


def roles(clients: Clients) -> dict[str, str]:
    """The roles that need nothing but buckets and logs to exist; name -> ARN."""
    read_training = _allow(["s3:GetObject", "s3:ListBucket"], [TRAINING, f"{TRAINING}/*"])
    read_artefacts = _allow(["s3:GetObject"], f"{ARTEFACTS}/*")
    read_embedder = _allow(["s3:GetObject"], f"{ARTEFACTS}/embedder/*")
    logs = f"arn:aws:logs:{clients.region}:{clients.account}:log-group:/{PREFIX}/flow-logs:*"
    write_logs = _allow(["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"], logs)
    made = {
        "server": role(clients, "server", "ec2.amazonaws.com", ("artefacts", policy(read_artefacts))),
        "trainer": role(clients, "trainer", "ec2.amazonaws.com"),
        "notebook": role(clients, "notebook", "sagemaker.amazonaws.com", ("training", policy(read_training))),
        "embedder": role(clients, "embedder", "sagemaker.amazonaws.com", ("artefacts", policy(read_embedder))),
        "flow_logs": role(clients, "flow_logs", "vpc-flow-logs.amazonaws.com", ("logs", policy(write_logs))),
    }
    attached = clients("iam").create_policy(
        PolicyName=clients.named("training"),
        Description="What training needs",
        PolicyDocument=policy(read_training, _allow(["s3:PutObject"], f"{ARTEFACTS}/*")),
    )
    clients("iam").attach_role_policy(RoleName=clients.named("trainer"), PolicyArn=attached["Policy"]["Arn"])
    return made


def agent_role(clients: Clients, guardrail_arn: str) -> str:
    """The role of the agent: one model, through one guardrail; its ARN."""
    model = f"arn:aws:bedrock:{clients.region}::foundation-model/{MODEL}"
    allowed = policy(_allow(["bedrock:InvokeModel"], model), _allow(["bedrock:ApplyGuardrail"], guardrail_arn))
    return role(clients, "agent", "bedrock.amazonaws.com", ("model", allowed))
