"""Why an API call gave no answer, in words and kinds that a report can count."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterable
from enum import Enum, auto

from botocore import exceptions

from pytest_aisec.value_classes import value_class

DENIED = frozenset(
    {
        "403",
        "ACCESS_DENIED",
        "AccessDenied",
        "AccessDeniedException",
        "AccessDeniedFault",
        "AuthorizationError",
        "AuthorizationErrorException",
        "AuthorizationException",
        "Client.UnauthorizedOperation",
        "Forbidden",
        "ForbiddenException",
        "NotAuthorized",
        "NotAuthorizedException",
        "UnauthorizedException",
        "UnauthorizedOperation",
    }
)
"""The codes by which AWS services refuse a caller that they know; each service has its own spelling.

botocore gives the HTTP status as the code where an answer has none (HEAD requests, VPC endpoints).
"""

CREDENTIALS = frozenset(
    {
        "AuthFailure",
        "ExpiredToken",
        "ExpiredTokenException",
        "IncompleteSignature",
        "InvalidAccessKeyId",
        "InvalidClientTokenId",
        "InvalidSignatureException",
        "InvalidToken",
        "MissingAuthenticationToken",
        "MissingAuthenticationTokenException",
        "NotSignedUp",
        "OptInRequired",
        "RequestExpired",
        "RequestInTheFuture",
        "RequestTimeTooSkewed",
        "SignatureDoesNotMatch",
        "UnrecognizedClientException",
    }
)
"""The codes by which AWS says that it does not accept these credentials here; in a region that is not enabled too."""

CLOCK = frozenset({"RequestInTheFuture", "RequestTimeTooSkewed"})
"""https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html"""

OTHER_ACCOUNT = "OtherAccount"
"""The code of a failure that no service stated: a worker has the credentials of another account."""
LAPSED = frozenset({"ExpiredToken", "ExpiredTokenException", "RequestExpired", OTHER_ACCOUNT})
"""The codes of credentials that are of another time or place; botocore's own exceptions about them end in `Error`."""

CREDENTIAL_ERRORS = (
    exceptions.NoCredentialsError,
    exceptions.PartialCredentialsError,
    exceptions.CredentialRetrievalError,
    exceptions.ProfileNotFound,
    exceptions.ConfigNotFound,
    exceptions.ConfigParseError,
    exceptions.InvalidConfigError,
    exceptions.SSOError,
    exceptions.TokenRetrievalError,
    exceptions.MetadataRetrievalError,
    exceptions.NoAuthTokenError,
)

ENDPOINT_ERRORS = (
    exceptions.EndpointConnectionError,
    exceptions.ConnectTimeoutError,
    exceptions.ProxyConnectionError,
    exceptions.SSLError,
    exceptions.InvalidRegionError,
    exceptions.UnknownRegionError,
    exceptions.EndpointProviderError,
    exceptions.NoRegionError,
)

CREDENTIAL_OPERATIONS = {
    "AssumeRole": "sts",
    "AssumeRoleWithSAML": "sts",
    "AssumeRoleWithWebIdentity": "sts",
    "GetRoleCredentials": "sso",
    "CreateToken": "sso-oidc",
    "CreateOAuth2Token": "signin",
}
"""What botocore itself calls to get credentials, while another call waits for them."""

ABOUT_ONE = re.compile("NotFound|NoSuch|DoesNotExist|Invalid|Validation|BadRequest|Malformed|EncryptionKey")
"""What is in the codes of failures that a single one of many resources in a request may be to blame for."""
MESSAGE_LENGTH = 300


class Kind(Enum):
    """What a failure says about other calls."""

    CALL = auto()
    """Nothing."""
    CREDENTIALS = auto()
    """The caller is not accepted in this region: no other call will be answered."""
    ENDPOINT = auto()
    """The service cannot be reached in this region."""
    NO_HOST = auto()
    """The service has no host of that name in this region: there is no endpoint, or nobody here may know it."""


@value_class(frozen=True, slots=True)
class Failure:
    """A call without a usable answer. `code` is the service's error code or the exception's name."""

    code: str
    action: str
    message: str = ""
    kind: Kind = Kind.CALL

    @property
    def reason(self) -> str:
        """`AccessDenied: kms:GetKeyRotationStatus`; other codes are followed by what the service said."""
        return self.reason_in(None)

    def reason_in(self, region: str | None) -> str:
        """The reason, with the region in which it holds."""
        where = f" in {region}" if region else ""
        said = f" ({self.message})" if self.message and not self.denied else ""
        return f"{self.status}: {self.action}{where}{said}"

    @property
    def denied(self) -> bool:
        """The service knows the caller and refuses."""
        return self.code in DENIED

    @property
    def may_be_about_one(self) -> bool:
        """A request about fewer of the resources may do better: it names one that is gone or wrong."""
        return self.kind is Kind.CALL and not self.denied and ABOUT_ONE.search(self.code) is not None

    @property
    def is_of_clock(self) -> bool:
        """The service takes a call for one of another time: the clock of who makes it is wrong."""
        return self.code in CLOCK or self.message.startswith(("Signature expired", "Signature not yet current"))

    @property
    def lapsed(self) -> bool:
        """The caller had been let in, and with fresh credentials, or those of another worker, will be again."""
        return self.kind is Kind.CREDENTIALS and (self.code in LAPSED or self.code.endswith("Error"))

    @property
    def status(self) -> str:
        """The name under which calls with this end are counted."""
        return "AccessDenied" if self.denied else self.code

    @property
    def unreachable(self) -> bool:
        """No other call to the service in this region can do better."""
        return self.kind in {Kind.ENDPOINT, Kind.NO_HOST}

    def means_absent(self, absent: Iterable[str]) -> bool:
        """Whether it is on the list of what only says that nothing is configured: `CODE` or `CODE: words`."""
        for entry in absent:
            code, _, words = entry.partition(": ")
            if code == self.code and words.lower() in self.message.lower():
                return True
        return False


def failure_of(error: BaseException, action: str) -> Failure:
    """What an exception of a call means. Any exception will do: a stand-in server raises all kinds."""
    if isinstance(error, exceptions.ClientError):
        said = error.response.get("Error", {})
        code = str(said.get("Code") or "UnnamedError")
        kind = Kind.CREDENTIALS if code in CREDENTIALS else Kind.CALL
        if error.operation_name in CREDENTIAL_OPERATIONS:
            kind, action = Kind.CREDENTIALS, f"{CREDENTIAL_OPERATIONS[error.operation_name]}:{error.operation_name}"
        return Failure(code, action, _short(said.get("Message") or ""), kind)
    kind = Kind.CALL
    if isinstance(error, CREDENTIAL_ERRORS):
        kind = Kind.CREDENTIALS
    elif isinstance(error, ENDPOINT_ERRORS):
        kind = Kind.NO_HOST if _no_such_host(error) else Kind.ENDPOINT
    return Failure(type(error).__name__, action, _short(error), kind)


def _no_such_host(error: exceptions.BotoCoreError) -> bool:
    """The resolver knows that the name does not exist; a resolver that does not answer says something else."""
    cause: BaseException | None = getattr(error, "kwargs", {}).get("error")
    while cause is not None:
        if isinstance(cause, socket.gaierror):
            return cause.errno == socket.EAI_NONAME
        cause = cause.__cause__
    return False


def _short(message: object) -> str:
    """One line; a page of HTML, as proxies and stand-in servers send it, without its tags."""
    text = str(message)
    if text.lstrip().startswith("<"):
        text = re.sub(r"<[^>]*>", " ", text)
    text = " ".join(text.split())
    return text if len(text) <= MESSAGE_LENGTH else text[: MESSAGE_LENGTH - 1] + "…"
