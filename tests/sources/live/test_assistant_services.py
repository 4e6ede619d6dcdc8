"""What services answer becomes resources: what assistants reach, catalogues of data and agents, documents read."""

from __future__ import annotations

import pytest

from pytest_aisec.aws import agent_registry, bedrock_automation, datazone, qbusiness
from tests.sources.live.answers import Answers
from tests.sources.live.filled import filled
from tests.sources.live.given import read

pytestmark = pytest.mark.usefixtures("account")
ACCOUNT = "123456789012"
KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/k"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/r"
APPLICATION = "0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f"
INDEX = "1a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f"
SOURCE = "2a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f"
PLUGIN = "3a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f"
ACCESSOR = "4a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f"


def test_what_assistants_reach(answers: Answers) -> None:
    source = {"dataSourceId": SOURCE, "type": "S3"}
    accessor = {
        "dataAccessorId": ACCESSOR,
        "dataAccessorArn": f"arn:aws:qbusiness:us-east-1:{ACCOUNT}:application/{APPLICATION}/data-accessor/{ACCESSOR}",
        "principal": "arn:aws:iam::999999999999:role/vendor",
    }
    network = {"subnetIds": ["subnet-12345678"], "securityGroupIds": ["sg-12345678"]}
    estate = read(
        answers,
        qbusiness.Plugin,
        qbusiness.DataAccessor,
        qbusiness.DataSource,
        **filled(
            qbusiness__ListApplications={"applications": [{"applicationId": APPLICATION}]},
            qbusiness__GetApplication={"applicationId": APPLICATION},
            qbusiness__GetChatControlsConfiguration={},
            qbusiness__ListPlugins={"plugins": [{"pluginId": PLUGIN, "type": "CUSTOM", "state": "DISABLED"}]},
            qbusiness__ListDataAccessors={"dataAccessors": [accessor]},
            qbusiness__ListIndices={"indices": [{"indexId": INDEX}]},
            qbusiness__ListDataSources={"dataSources": [source]},
            qbusiness__GetDataSource={**source, "roleArn": ROLE, "indexId": INDEX, "vpcConfiguration": network},
        ),
    )
    (assistant,) = estate.of(qbusiness.Application)
    (plugin,), (accessor_,) = estate.of(qbusiness.Plugin), estate.of(qbusiness.DataAccessor)
    (index,), (found,) = estate.of(qbusiness.Index), estate.of(qbusiness.DataSource)
    assert (plugin.application, plugin.kind, plugin.enabled, plugin.server) == (assistant, "CUSTOM", False, None)
    assert (accessor_.application, accessor_.principal) == (assistant, "arn:aws:iam::999999999999:role/vendor")
    assert (index.application, found.index, found.kind) == (assistant, index, "S3")
    assert (found.role is not None, [each.address for each in found.subnets]) == (True, ["subnet-12345678"])


@pytest.mark.parametrize("key", [KEY, None])
def test_what_draws_data_out_of_documents(answers: Answers, key: str | None) -> None:
    arn = f"arn:aws:bedrock:us-east-1:{ACCOUNT}:data-automation-project/abcdef123456"
    listed = {"projectArn": arn, "projectStage": "LIVE"}
    encrypted = {} if key is None else {"kmsKeyId": key}
    estate = read(
        answers,
        bedrock_automation.Project,
        **filled(
            bedrock_data_automation__ListDataAutomationProjects={"projects": [listed]},
            bedrock_data_automation__GetDataAutomationProject={"project": {**listed, **encrypted}},
        ),
    )
    assert [each.kms_key is not None for each in estate.of(bedrock_automation.Project)] == [key is not None]


@pytest.mark.parametrize("key", [KEY, None])
def test_catalogues_of_data(answers: Answers, key: str | None) -> None:
    listed = {"id": "dzd_1234567", "arn": f"arn:aws:datazone:us-east-1:{ACCOUNT}:domain/dzd_1234567"}
    encrypted = {} if key is None else {"kmsKeyIdentifier": key}
    estate = read(
        answers,
        datazone.Domain,
        **filled(
            datazone__ListDomains={"items": [{**listed, "managedAccountId": ACCOUNT}]},
            datazone__GetDomain={**listed, "domainExecutionRole": ROLE, **encrypted},
        ),
    )
    (found,) = estate.of(datazone.Domain)
    assert (found.kms_key is not None, found.role is not None) == (key is not None, True)


@pytest.mark.parametrize("rules", [["APPROVE_ALL"], []])
def test_catalogues_of_agents(answers: Answers, rules: list[str]) -> None:
    arn = f"arn:aws:agent-registry:us-east-1:{ACCOUNT}:registry/abcdefghijkl"
    told = {"registryId": "abcdefghijkl", "registryArn": arn, "discoveryConfiguration": {"authorizerType": "AWS_IAM"}}
    estate = read(
        answers,
        agent_registry.Registry,
        **filled(
            agent_registry_control__ListRegistries={"registries": [told]},
            agent_registry_control__GetRegistry={**told, "approvalConfiguration": {"autoApprovalRules": rules}},
        ),
    )
    (found,) = estate.of(agent_registry.Registry)
    assert (list(found.approved_by_itself), found.authorizer_type, found.kms_key) == (rules, "AWS_IAM", None)
