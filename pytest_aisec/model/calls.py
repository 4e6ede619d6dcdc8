"""Which API calls list the resources of a type, and which add to a resource what the listing leaves out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import NamedTuple

from pytest_aisec.value_classes import value_class


class Batch(NamedTuple):
    """How one request of an operation asks about many resources, and what in its answer is about which of them.

    `parameter`: the one that takes the list; the call of each resource gives a list of one. `size`: how many it takes
    at most, by the vendor's documentation. `answers`: the member of the answer that lists what is told, `key` the path
    in each of what was asked by. `refused`: the member that lists what is not told, with the paths in its entries of
    what was asked by (`@`: they are texts), of the code and of the words. A resource that is in neither list was left
    out, of which the code is `LeftOut`.

    Each resource is given an answer as if it had been asked about alone: paths begin with `projects.0`.
    """

    parameter: str
    size: int
    answers: str
    key: str
    refused: str = ""
    refused_key: str = "@"
    code: str = ""
    words: str = ""


@value_class(frozen=True)
class Call:
    """One API call per resource, whose answer is kept in the resource's body under the operation's name, or `kept_as`.

    `operation` is the API's own name (`GetBucketVersioning`). `parameters` maps parameter names to paths in the listed
    item; a value of the form `=text` is a literal (`=true` a boolean), and `$source.Account` the account that is read.
    `absent`: the closed list of error codes that mean "this is not configured"; the answer is then an empty mapping.
    Any other error makes the answer unknown. Where one code has several meanings, `CODE: words of the message` names
    one of them. `kept_as` is needed where two services have an operation of one name and a type asks both. `batch`:
    the calls of many resources are one request.

    `given`: a path in the answer of another call about the resource (`GetBucketVersioning.Status`), without which the
    vendor has nothing to tell here. Where that answer lacks it, the call is not made, as if it had said "this is not
    configured"; where that answer is unknown, it is made. Paths of its parameters may lead into that answer, too;
    where they are not told there, this one is unknown.

    `ready`: a JMESPath that must be true in the answer. The call is repeated until then, at most for a minute; one
    that never gets ready has failed. One in whose answer the JMESPath `failed` is true has failed at once, for the
    reason that stands there as `Error`. Together with `given`, it asks what a job has found:

        job = Call("iam", "GenerateServiceLastAccessedDetails", {"Arn": "Arn"})
        Call("iam", "GetServiceLastAccessedDetails", {"JobId": f"{job.entry}.JobId"}, given=f"{job.entry}.JobId",
             ready="JobStatus == 'COMPLETED'", failed="JobStatus == 'FAILED'")
    """

    service: str
    operation: str
    parameters: Mapping[str, str] = field(default_factory=dict, hash=False)
    absent: tuple[str, ...] = ()
    kept_as: str = ""
    batch: Batch | None = None
    given: str = ""
    ready: str = ""
    failed: str = ""

    @property
    def given_by(self) -> str:
        """The entry of the answer that `given` is looked for in; empty where the call is always made."""
        return self.given.partition(".")[0]

    @property
    def goes_on(self) -> bool:
        """Whether the answer that `given` looks into holds parameters of this call, too."""
        return bool(self.given) and any(path.startswith(f"{self.given_by}.") for path in self.parameters.values())

    @property
    def entry(self) -> str:
        """The name in the body under which the answer is kept."""
        return self.kept_as or self.operation

    @property
    def action(self) -> str:
        """`s3:GetBucketVersioning`, as evidence names it."""
        return f"{self.service}:{self.operation}"


@value_class(frozen=True)
class Listing:
    """How the resources of one type are listed in an account and region.

    `result` is a JMESPath expression that gives the list of items in one complete answer
    (`Reservations[].Instances[]`). `id` is the path in the item of what becomes the address. `describe`: a call per
    item, whose answer (at the JMESPath `described`) is merged over the item. `parameters` are literal. `per`: the type
    (CloudFormation name) whose resources this one is listed for, with `per_parameters` mapping parameter names to
    paths in that resource's body. `scope` is `region`, or `account` for services that answer the same in each region.
    `absent`: the error codes, as in `Call`, that mean "there is none" (the service is not switched on).
    `region`: the path in the item of the region it is in, where an account's listing gives the items of all regions;
    its calls are made there.

    `first`: a call that has to be answered before the listing is asked, with literal parameters; it is repeated until
    the JMESPath `ready` is true in its answer, at most for a minute. That it fails or never gets ready is a listing
    that failed. `decoded="csv"`: `result` leads to the bytes of a table with a header, whose rows are the items. Both
    together are the credential report:

        Listing("iam", "GetCredentialReport", "Content", "arn", scope="account", decoded="csv",
                first=Call("iam", "GenerateCredentialReport"), ready="State == 'COMPLETE'")
    """

    service: str
    operation: str
    result: str
    id: str
    parameters: Mapping[str, object] = field(default_factory=dict, hash=False)
    describe: Call | None = None
    described: str | None = None
    per: str | None = None
    per_parameters: Mapping[str, str] = field(default_factory=dict, hash=False)
    scope: str = "region"
    absent: tuple[str, ...] = ()
    region: str | None = None
    first: Call | None = None
    ready: str | None = None
    decoded: str | None = None

    @property
    def action(self) -> str:
        """`ec2:DescribeVpcs`, as evidence names it."""
        return f"{self.service}:{self.operation}"


class Collected(NamedTuple):
    """What live collection must know of one resource type: its name, its listing, the calls its attributes need.

    `left_out`: the calls that are not made, because nothing that was selected can read what they would tell.
    """

    type: str
    listing: Listing
    calls: tuple[Call, ...] = ()
    left_out: tuple[Call, ...] = ()
