"""However an account misbehaves: nothing is lost, nothing invented, and the run ends as it should."""

from __future__ import annotations

import json
from typing import Any

import boto3
import pytest

from tests.plugin.conftest import Project, category
from tests.plugin.live.conftest import NOTEBOOKS
from tests.sources.live.server import Asked, Fault, Reply, Server

IDENTITY = "sts:GetCallerIdentity"
LISTINGS = {"s3:ListBuckets": "test_acls", "sagemaker:ListNotebookInstances": "test_direct"}
THROTTLED = ("Throttling", "ThrottlingException", "SlowDown", "TooManyRequestsException", "RequestLimitExceeded")


def verdicts(project: Project, *options: str) -> tuple[int, dict[tuple[str, str], str], dict[str, Any]]:
    """The exit code, the verdict on each (policy, address), and the source as the report has it."""
    (project.path / "out.json").unlink(missing_ok=True)
    arguments = ("-v", "--aisec-source=aws:", "--aisec-evidence=all", "--aisec-report=json=out.json", *options)
    result = project.run(*arguments, "-k", "acls or direct")
    report = project.read("out.json")
    found = {(each["policy"], each["address"]): each["verdict"] for each in report["findings"]}
    return result.ret, found, report["sources"][0]


@pytest.fixture
def flawed(live: Project) -> Project:
    """The account with one open bucket."""
    boto3.client("s3").delete_public_access_block(Bucket="models-b")
    return live


def failing(operation: str, reply: Reply) -> Fault:
    return lambda asked: reply if asked.operation == operation else None


@pytest.mark.parametrize(
    "reply",
    [
        Reply(500, "InternalError"),
        Reply(503, "ServiceUnavailable"),
        Reply(200, body=b'{"NotebookInstances": [' + b" " * 200, cut=100),
        *(Reply(400, code) for code in THROTTLED),
    ],
    ids=lambda reply: reply.code or "cut",
)
def test_what_passes_costs_time_and_nothing_else(flawed: Project, server: Server, reply: Reply) -> None:
    steady = verdicts(flawed)
    assert steady[0] == pytest.ExitCode.TESTS_FAILED
    assert list(steady[1].values()).count("violated") == 1
    assert len(steady[1]) == 7
    server.latency = 0.005
    server.faults.append(lambda asked: reply if asked.attempt == 1 and asked.number % 2 else None)
    shaken = verdicts(flawed)
    assert shaken[:2] == steady[:2]
    assert shaken[2]["unread"] == steady[2]["unread"] == []
    assert "could not see" not in shaken[2]["facts"]


@pytest.mark.parametrize("operation", LISTINGS)
@pytest.mark.parametrize(
    "reply",
    [
        Reply(500, "InternalError"),
        Reply(400, "ThrottlingException"),
        Reply(403, "AccessDenied"),
        Reply(404, "NotFound"),
    ],
    ids=lambda reply: reply.code,
)
def test_a_listing_that_fails_leaves_its_policies_undecided_and_fails_the_run(
    live: Project, server: Server, operation: str, reply: Reply
) -> None:
    server.faults.append(failing(operation, reply))
    result = live.run("-v", "--aisec-source=aws:", "-k", "acls or direct")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    for listing, test in LISTINGS.items():
        assert category(result, test) == ("UNDETERMINED" if listing == operation else "PASSED")
    result.stdout.fnmatch_lines([f"*{operation} in us-east-1*", "*1 not read, could not see 1 answer of the API*"])


FAR = """
from pytest_aisec.aws import sagemaker
def test_acls(bucket: s3.Bucket): assert bucket.public_acls_blocked
def test_acls_of_all(bucket: s3.Bucket): assert not any(each.public_acls_ignored for each in bucket.account_blocks)
def test_acls_and_keys(bucket: s3.Bucket): assert bucket.kms_key is None or bucket.kms_key.rotation_enabled
def test_direct(notebook: sagemaker.NotebookInstance): assert not notebook.direct_internet_access
def test_direct_and_far(notebook: sagemaker.NotebookInstance):
    assert notebook.role is None or notebook.role.trust is not None
    subnet = notebook.subnet
    assert subnet is None or subnet.vpc is None or (subnet.vpc.flow_logs and subnet.network_acls)
    assert not notebook.security_groups
"""


def test_every_operation_may_be_denied(flawed: Project, server: Server) -> None:
    """A verdict may only become undetermined, or go missing together with a listing that the run then fails for."""
    flawed.policies(FAR)
    steady = verdicts(flawed)
    operations = sorted(set(server.asked) - {IDENTITY, ""})
    assert len(operations) >= 15
    for operation in operations:
        server.faults[:] = [failing(operation, Reply(403, "AccessDenied"))]
        code, found, source = verdicts(flawed)
        fails = "violated" in found.values() or bool(source["unread"])
        assert code == (pytest.ExitCode.TESTS_FAILED if fails else pytest.ExitCode.OK), operation
        changed = {key: verdict for key, verdict in found.items() if verdict != steady[1].get(key)}
        assert set(changed.values()) <= {"undetermined"}, operation
        assert found.keys() == steady[1].keys() or source["unread"], operation
        assert operation in json.dumps(source["unread"]) or int(source["facts"]["could not see"]) > 0
        assert source["facts"][f"could not see {operation}"].startswith("AccessDenied")


def test_a_denied_caller_is_told_what_to_do(live: Project, server: Server) -> None:
    server.faults.append(failing(IDENTITY, Reply(403, "InvalidClientTokenId")))
    result = live.run("-v", "--aisec-source=aws:", "-k", "acls")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert category(result, "test_acls") == "UNDETERMINED"
    result.stdout.fnmatch_lines(["*InvalidClientTokenId: sts:GetCallerIdentity*"])


class Pages:
    """Notebooks in pages of one; `broken` pages are answered with an error each time."""

    def __init__(self, *broken: int, reply: Reply = Reply(500, "InternalError")) -> None:  # noqa: B008
        self._broken, self._reply = broken, reply

    def __call__(self, asked: Asked) -> Reply | None:
        if asked.operation != "sagemaker:ListNotebookInstances":
            return None
        page = int(json.loads(asked.body or b"{}").get("NextToken", "0"))
        if page in self._broken:
            return self._reply
        listed = {
            "NotebookInstanceName": NOTEBOOKS[page],
            "NotebookInstanceArn": f"arn:aws:sagemaker:us-east-1:123456789012:notebook-instance/{NOTEBOOKS[page]}",
        }
        more = {"NextToken": str(page + 1)} if page + 1 < len(NOTEBOOKS) else {}
        return Reply(200, body=json.dumps({"NotebookInstances": [listed], **more}).encode())


def test_pages_are_followed_to_the_last(flawed: Project, server: Server) -> None:
    steady = verdicts(flawed)
    server.faults.append(Pages())
    assert verdicts(flawed)[:2] == steady[:2]


@pytest.mark.parametrize("broken", [0, 1, 3])
def test_pages_that_end_early_are_an_unknown_population(live: Project, server: Server, broken: int) -> None:
    steady = verdicts(live)
    assert steady[0] == pytest.ExitCode.OK
    server.faults.append(Pages(broken))
    code, found, source = verdicts(live)
    assert code == pytest.ExitCode.TESTS_FAILED
    assert found == {key: verdict for key, verdict in steady[1].items() if key in found}
    assert len(found) == len(steady[1]) - len(NOTEBOOKS) + broken
    (unread,) = source["unread"]
    assert unread["reason"].endswith("after a part was read" if broken else "(as told by the test)")


def test_a_region_that_cannot_be_reached_is_not_an_empty_one(live: Project, server: Server) -> None:
    server.faults.append(lambda asked: Reply(403, "InvalidClientTokenId") if b"eu-west-1" in _signed(asked) else None)
    result = live.run("-v", "--aisec-source=aws:@us-east-1,eu-west-1", "-k", "acls or direct")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert category(result, "test_acls") == "PASSED", "buckets are listed once"
    result.stdout.fnmatch_lines(["*eu-west-1 is not enabled or cannot be reached*"])


def _signed(asked: Asked) -> bytes:
    signed: str = asked.environment.get("HTTP_AUTHORIZATION", "")
    return signed.encode()


BUILDS = [f"build-{number}" for number in range(5)]
BATCH = "codebuild:BatchGetProjects"


@pytest.fixture
def built(live: Project, server: Server) -> Project:
    """An account with five projects, of which one builds from a bucket, and a policy about them."""
    codebuild = boto3.client("codebuild")
    for name in BUILDS:
        codebuild.create_project(
            name=name,
            source={"type": "S3" if name == BUILDS[3] else "CODECOMMIT", "location": "models"},
            artifacts={"type": "NO_ARTIFACTS"},
            environment={
                "type": "LINUX_CONTAINER",
                "image": "aws/codebuild/standard:7.0",
                "computeType": "BUILD_GENERAL1_SMALL",
            },
            serviceRole="arn:aws:iam::123456789012:role/build",
        )
    live.policies(
        "from pytest_aisec.aws import codebuild\n"
        "def test_direct(project: codebuild.Project): assert project.source != 'S3'\n"
    )
    server.asked.clear()
    return live


def of_builds(found: dict[tuple[str, str], str]) -> list[str]:
    return [found["direct", name] for name in BUILDS]


def test_many_resources_are_one_request(built: Project, server: Server) -> None:
    assert of_builds(verdicts(built)[1]) == ["passed", "passed", "passed", "violated", "passed"]
    assert server.asked[BATCH] == 1


@pytest.mark.parametrize(
    "reply",
    [
        Reply(500, "InternalError"),
        Reply(400, "ThrottlingException"),
        Reply(200, body=b'{"projects": [' + b" " * 200, cut=100),
    ],
    ids=lambda reply: reply.code or "cut",
)
def test_a_batch_is_asked_again_after_what_passes(built: Project, server: Server, reply: Reply) -> None:
    steady = verdicts(built)
    server.faults.append(lambda asked: reply if asked.operation == BATCH and asked.number == 2 else None)
    assert verdicts(built)[:2] == steady[:2]
    assert server.asked[BATCH] == 1 + 2


@pytest.mark.parametrize(
    "reply",
    [Reply(403, "AccessDeniedException"), Reply(400, "ThrottlingException"), Reply(500, "InternalError")],
    ids=lambda reply: reply.code,
)
def test_a_batch_that_fails_leaves_all_of_it_undetermined(built: Project, server: Server, reply: Reply) -> None:
    server.faults.append(failing(BATCH, reply))
    _, found, source = verdicts(built)
    assert of_builds(found) == ["undetermined"] * len(BUILDS)
    assert source["facts"]["could not see"] == "1"


def test_what_a_batch_leaves_out_or_refuses_is_undetermined_alone(built: Project, server: Server) -> None:
    told = [{"name": name, "source": {"type": "CODECOMMIT"}} for name in BUILDS[2:]]
    body = json.dumps({"projects": told, "projectsNotFound": BUILDS[:1]}).encode()
    server.faults.append(failing(BATCH, Reply(200, body=body)))
    _, found, source = verdicts(built)
    assert of_builds(found) == ["undetermined", "undetermined", "passed", "passed", "passed"]
    assert source["facts"]["could not see"] == "2"


def test_one_project_that_breaks_a_batch_does_not_hide_the_others(built: Project, server: Server) -> None:
    def refuse(asked: Asked) -> Reply | None:
        named = asked.operation == BATCH and BUILDS[1].encode() in asked.body
        return Reply(400, "InvalidInputException") if named else None

    server.faults.append(refuse)
    assert of_builds(verdicts(built)[1]) == ["passed", "undetermined", "passed", "violated", "passed"]
