"""What Bedrock answers becomes resources: what enforces guardrails, how models are reached, what is kept."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_aisec.aws import bedrock
from pytest_aisec.model.reads import collection_plan
from pytest_aisec.verdicts import Undetermined
from tests.sources.live.answers import Answers, Refusal
from tests.sources.live.filled import filled
from tests.sources.live.given import read, unread

pytestmark = pytest.mark.usefixtures("account")
ACCOUNT = "123456789012"
MODELS = f"arn:aws:bedrock:us-east-1:{ACCOUNT}"
KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/k"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/trains"
GUARDRAIL = f"{MODELS}:guardrail/abcdef123456"
POLICY = '{"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*", "Principal": "*"}]}'
GUARDRAILS = filled(
    bedrock__ListGuardrails={"guardrails": [{"id": "abcdef123456", "arn": GUARDRAIL, "name": "g"}]},
    bedrock__GetGuardrail={"guardrailId": "abcdef123456", "guardrailArn": GUARDRAIL, "name": "g"},
)


def test_enforced_guardrails(answers: Answers) -> None:
    enforced = {
        "configId": "c",
        "guardrailArn": GUARDRAIL,
        "guardrailVersion": "3",
        "modelEnforcement": {"includedModels": ["ALL"], "excludedModels": ["amazon.nova-lite-v1"]},
        "selectiveContentGuarding": {"system": "SELECTIVE", "messages": "COMPREHENSIVE"},
    }
    estate = read(
        answers,
        bedrock.Guardrail,
        bedrock.EnforcedGuardrail,
        **GUARDRAILS,
        **filled(bedrock__ListEnforcedGuardrailsConfiguration={"guardrailsConfig": [enforced]}),
    )
    (found,) = estate.of(bedrock.EnforcedGuardrail)
    (guardrail,) = estate.of(bedrock.Guardrail)
    assert (found.guardrail, found.version) == (guardrail, "3")
    assert (found.system_prompts, found.messages) == ("SELECTIVE", "COMPREHENSIVE")
    assert (list(found.included_models), list(found.excluded_models)) == (["ALL"], ["amazon.nova-lite-v1"])


@pytest.mark.parametrize(
    ("answer", "statements"),
    [({"resourcePolicy": POLICY}, [1]), ({}, []), (Refusal("ResourceNotFoundException", status=404), [])],
)
def test_policies_of_guardrails(answers: Answers, answer: Any, statements: list[int]) -> None:
    estate = read(answers, bedrock.GuardrailPolicy, **GUARDRAILS, bedrock__GetResourcePolicy=answer)
    found = list(estate.of(bedrock.GuardrailPolicy))
    assert not unread(estate) & {"bedrock:GuardrailPolicy"}
    assert [len(each.statements) for each in found] == statements
    assert all(each.guardrail is not None and each.guardrail.unseen is None for each in found)


def test_inference_profiles(answers: Answers) -> None:
    arn = f"{MODELS}:application-inference-profile/shop"
    leads_to = [f"arn:aws:bedrock:{region}::foundation-model/m" for region in ("us-east-1", "us-west-2")]
    profile = {"inferenceProfileArn": arn, "models": [{"modelArn": each} for each in leads_to]}
    estate = read(
        answers,
        bedrock.InferenceProfile,
        **filled(bedrock__ListInferenceProfiles={"inferenceProfileSummaries": [profile]}),
    )
    (found,) = estate.of(bedrock.InferenceProfile)
    assert (list(found.models), found.copied_from) == (leads_to, None)
    (asked,) = [parameters for _, operation, parameters in answers.asked if operation == "ListInferenceProfiles"]
    assert asked["typeEquals"] == "APPLICATION"


def test_endpoints_of_the_marketplace(answers: Answers) -> None:
    arn = f"arn:aws:sagemaker:us-east-1:{ACCOUNT}:endpoint/e"
    made = {"instanceType": "ml.g5.xlarge", "executionRole": ROLE, "kmsEncryptionKey": KEY, "initialInstanceCount": 1}
    network = {"subnetIds": ["subnet-12345678"], "securityGroupIds": ["sg-12345678"]}
    endpoint = {"endpointArn": arn, "endpointConfig": {"sageMaker": {**made, "vpc": network}}}
    estate = read(
        answers,
        bedrock.MarketplaceEndpoint,
        **filled(
            bedrock__ListMarketplaceModelEndpoints={"marketplaceModelEndpoints": [{"endpointArn": arn}]},
            bedrock__GetMarketplaceModelEndpoint={"marketplaceModelEndpoint": endpoint},
        ),
    )
    (found,) = estate.of(bedrock.MarketplaceEndpoint)
    assert (found.kms_key is not None, found.role is not None) == (True, True)
    assert [each.address for each in found.subnets] == ["subnet-12345678"]


def test_jobs_that_train_further(answers: Answers) -> None:
    arn = f"{MODELS}:model-customization-job/amazon.nova-lite-v1:0:8k/abcdefghijkl"
    estate = read(
        answers,
        bedrock.CustomizationJob,
        **filled(
            bedrock__ListModelCustomizationJobs={"modelCustomizationJobSummaries": [{"jobArn": arn}]},
            bedrock__GetModelCustomizationJob={
                "jobArn": arn,
                "roleArn": ROLE,
                "baseModelArn": "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0:8k",
                "trainingDataConfig": {"s3Uri": "s3://training/data.jsonl"},
                "outputDataConfig": {"s3Uri": "s3://results/"},
            },
        ),
    )
    (found,) = estate.of(bedrock.CustomizationJob)
    assert (found.model_key, found.role is not None, list(found.subnets)) == (None, True, [])
    assert len(found.buckets) == 2


def test_jobs_in_bulk_that_run_or_will(answers: Answers) -> None:
    """They may wait for days; what is over, or is being stopped, is read no further."""
    statuses = ("Submitted", "Validating", "Scheduled", "InProgress", "Completed", "Failed", "Stopping", "Expired")
    kept = {
        "inputDataConfig": {"s3InputDataConfig": {"s3Uri": "s3://asked/"}},
        "outputDataConfig": {"s3OutputDataConfig": {"s3Uri": "s3://answered/"}},
    }
    listed = [{**kept, "jobArn": f"{MODELS}:model-invocation-job/{each}", "status": each} for each in statuses]
    name = "bedrock__GetModelInvocationJob"
    estate = read(
        answers,
        bedrock.InvocationJob,
        **filled(bedrock__ListModelInvocationJobs={"invocationJobSummaries": listed}),
        bedrock__GetModelInvocationJob=lambda asked: filled(**{name: {**kept, "jobArn": asked["jobIdentifier"]}})[name],
    )
    found = [each.address.rpartition("/")[2] for each in estate.of(bedrock.InvocationJob)]
    assert sorted(found) == ["InProgress", "Scheduled", "Submitted", "Validating"]


@pytest.mark.parametrize("mode", ["none", "inherit"])
def test_what_is_kept(answers: Answers, mode: str) -> None:
    estate = read(answers, bedrock.DataRetention, **filled(bedrock__GetAccountDataRetention={"mode": mode}))
    assert [each.mode for each in estate.of(bedrock.DataRetention)] == [mode]


CLAUDE, NOVA = "anthropic.claude-sonnet-4-20250514-v1:0", "amazon.nova-lite-v1:0"
OFFERED = {
    "modelSummaries": [
        {
            "modelArn": f"arn:aws:bedrock:us-east-1::foundation-model/{name}",
            "modelId": name,
            "providerName": name.partition(".")[0],
            "modelLifecycle": {"status": status},
        }
        for name, status in ((CLAUDE, "ACTIVE"), (NOVA, "LEGACY"))
    ]
}


def availability(parameters: dict[str, Any]) -> Any:
    """What the account may do with a model; it may not ask about the other one."""
    if parameters["modelId"] != CLAUDE:
        return Refusal("AccessDeniedException", status=403)
    return {
        "modelId": CLAUDE,
        "agreementAvailability": {"status": "NOT_AVAILABLE"},
        "authorizationStatus": "AUTHORIZED",
        "entitlementAvailability": "AVAILABLE",
        "regionAvailability": "NOT_AVAILABLE",
    }


def test_models_that_are_offered(answers: Answers) -> None:
    estate = read(
        answers,
        bedrock.FoundationModel,
        bedrock__ListFoundationModels=OFFERED,
        bedrock__GetFoundationModelAvailability=availability,
    )
    found = {each.model_id: each for each in estate.of(bedrock.FoundationModel)}
    assert {name: (each.provider, each.status) for name, each in found.items()} == {
        CLAUDE: ("anthropic", "ACTIVE"),
        NOVA: ("amazon", "LEGACY"),
    }
    claude = found[CLAUDE]
    assert (claude.agreement, claude.authorized) == ("NOT_AVAILABLE", True)
    assert (claude.entitled, claude.in_region) == (True, False)
    with pytest.raises(Undetermined):
        _ = found[NOVA].agreement
    with pytest.raises(Undetermined):
        _ = found[NOVA].entitled


@pytest.mark.parametrize(("name", "calls"), [("provider", 0), ("agreement", 1), ("entitled", 1)])
def test_what_the_account_may_do_with_models_is_asked_only_for_who_reads_it(name: str, calls: int) -> None:
    (plan,) = collection_plan({bedrock.FoundationModel}, frozenset({name}))
    assert len(plan.calls) == calls
