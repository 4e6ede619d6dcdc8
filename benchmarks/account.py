"""An account at a moto server that answers as slowly as AWS does; `python benchmarks/account.py` serves it."""

from __future__ import annotations

import importlib
import json
import os
import sys
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import boto3

REGION = "us-east-1"
COUNTS = "/benchmark/requests"
VPCS, SUBNETS, GROUPS, BUCKETS, FUNCTIONS, ROLES, NOTEBOOKS = 5, 200, 300, 100, 50, 30, 20
Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


class Slow:
    """A WSGI application behind a latency; `COUNTS` tells how many requests came since it was asked last."""

    def __init__(self, inner: Application) -> None:
        self._inner = inner
        self._lock = threading.Lock()
        self._count = 0
        self.latency = 0.0

    def __call__(self, environment: dict[str, Any], start: Any) -> Iterable[bytes]:
        """Answer one request."""
        if environment["PATH_INFO"] == COUNTS:
            with self._lock:
                body, self._count = json.dumps(self._count).encode(), 0
            start("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
            return [body]
        with self._lock:
            self._count += 1
        time.sleep(self.latency)
        return self._inner(environment, start)


def seed(url: str) -> None:
    """Make the account: networks, buckets, functions, roles, notebooks."""
    session = boto3.Session("bench", "bench", region_name=REGION)

    def client(service: str) -> Any:
        return session.client(service, endpoint_url=url)  # type: ignore[call-overload]

    _networks(client("ec2"))
    s3, iam, functions, sagemaker = client("s3"), client("iam"), client("lambda"), client("sagemaker")
    for number in range(BUCKETS):
        s3.create_bucket(Bucket=f"bench-{number:03}")
    trust = json.dumps({"Version": "2012-10-17", "Statement": []})
    roles = [
        iam.create_role(RoleName=f"bench-{number}", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
        for number in range(ROLES)
    ]
    for number in range(FUNCTIONS):
        functions.create_function(
            FunctionName=f"bench-{number}",
            Runtime="python3.12",
            Handler="main.run",
            Role=roles[number % ROLES],
            Code={"ZipFile": b"nothing"},
        )
    for number in range(NOTEBOOKS):
        sagemaker.create_notebook_instance(
            NotebookInstanceName=f"bench-{number}", InstanceType="ml.p3.2xlarge", RoleArn=roles[number % ROLES]
        )


def _networks(ec2: Any) -> None:
    vpcs = [ec2.create_vpc(CidrBlock=f"10.{number}.0.0/16")["Vpc"]["VpcId"] for number in range(VPCS)]
    for number in range(SUBNETS):
        place = number // VPCS
        ec2.create_subnet(VpcId=vpcs[number % VPCS], CidrBlock=f"10.{number % VPCS}.{place}.0/24")
    for number in range(GROUPS):
        ec2.create_security_group(GroupName=f"bench-{number}", Description="bench", VpcId=vpcs[number % VPCS])


def main() -> None:
    """Serve a seeded account until standard input ends; the one line of output is its URL."""
    os.environ["MOTO_EC2_LOAD_DEFAULT_AMIS"] = "false"
    from moto.moto_server.werkzeug_app import (  # noqa: PLC0415 -- only this process pays for moto
        DomainDispatcherApplication,
        create_backend_app,
    )
    from werkzeug.serving import WSGIRequestHandler, make_server  # noqa: PLC0415

    class Silent(WSGIRequestHandler):
        protocol_version = "HTTP/1.1"

        def log(self, *_: object) -> None:
            """Say nothing."""

    sys.path.insert(0, str(Path(__file__).parents[1] / "examples" / "ai-platform"))
    amended = importlib.import_module("account.amended")  # answers what moto does not know: nothing is retried
    application = Slow(amended.Amended(DomainDispatcherApplication(create_backend_app)))
    server = make_server("127.0.0.1", 0, application, threaded=True, request_handler=Silent)
    url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    seed(url)
    application.latency = float(sys.argv[1]) / 1000 if len(sys.argv) > 1 else 0.0
    print(url, flush=True)
    sys.stdin.read()
    server.shutdown()


if __name__ == "__main__":
    main()
