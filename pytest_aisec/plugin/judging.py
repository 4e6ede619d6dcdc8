"""Judging: a policy's item runs its function for every resource of the population."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from typing import Any, NoReturn

import pytest

from pytest_aisec.ai import Subject
from pytest_aisec.findings import Finding, Policy, PolicyReport, count_verdicts, evidence_of, place_of, severity_rank
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.convert import NotConvertible
from pytest_aisec.model.evidence import MASKED, Reading, recording
from pytest_aisec.plugin import options
from pytest_aisec.plugin.known import known_before
from pytest_aisec.plugin.malformed import untold
from pytest_aisec.plugin.names import names_read
from pytest_aisec.plugin.outcomes import OUTCOME, Outcome, attach, keeps_passed
from pytest_aisec.plugin.policy import policy_of
from pytest_aisec.plugin.recognition import Fault, Judged, not_supplied, parameters, stand_in, written_at
from pytest_aisec.plugin.run import RUN
from pytest_aisec.plugin.subjects import lacking_reasons, left_out_reasons, subjects_of, unread_reasons
from pytest_aisec.plugin.supplied import is_supplied
from pytest_aisec.plugin.waiving import waived
from pytest_aisec.reports.uncollected import in_one_line
from pytest_aisec.verdicts import Decision, NotApplicable, Undetermined, Verdict, choose, decide

FIXTURES = frozenset({"inventory", "terraform", "cloudformation", "aws"})
VIOLATIONS = (AssertionError, pytest.fail.Exception)
SKIPS = (NotApplicable, pytest.skip.Exception)
UNASKED = frozenset({Verdict.PASSED, Verdict.NOT_APPLICABLE})
"""The verdicts that nobody asks the evidence of, unless it is asked for."""


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run a policy over its population, and a test of the inventory over the possible values of unknowns."""
    found = stand_in(pyfuncitem)
    if found is not None:
        _run_policy(pyfuncitem, *found)
        return True
    if wants_inventory(pyfuncitem) and not inspect.iscoroutinefunction(pyfuncitem.obj):
        _run_test(pyfuncitem)
        return True
    return None


def wants_inventory(item: pytest.Item) -> bool:
    """Whether a test asks for the inventory, itself or through fixtures of its own."""
    asked = FIXTURES & set(getattr(item, "fixturenames", ()))
    return isinstance(item, pytest.Function) and any(
        not is_supplied(name, item, without="pytest_aisec.plugin") for name in asked
    )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    """Name the policy for JUnit reports. A fixture that needs what is not known leaves its test undetermined."""
    if isinstance(item, pytest.Function) and stand_in(item) is not None:
        told = _properties(policy_of(item))
        item.user_properties.extend(each for each in told if each not in item.user_properties)  # it may run again
    if isinstance(item, pytest.Function) and (given := not_supplied(item)):
        item.funcargs.update(given)
    try:
        yield
    except Undetermined as unknown:
        item.stash[OUTCOME] = Outcome("undetermined")
        _end_undetermined(item, unknown.reasons)


def _properties(policy: Policy) -> list[tuple[str, object]]:
    """What JUnit's XML says of a policy: one property per framework, its controls separated by commas."""
    controls = [(name, ", ".join(ids)) for name, ids in policy.controls.items()]
    return [("policy", policy.id), ("severity", policy.severity), *controls]


def missing_for(item: pytest.Function, judged: Judged, inventory: Inventory) -> list[str]:
    """Why there may be more to judge, or to read, than the inventory has."""
    missing = unread_reasons(judged.kind, inventory)
    return missing or left_out_reasons(judged.kind, inventory, names_read(item, judged.kind))


def _arguments(item: pytest.Function) -> dict[str, Any]:
    wanted = parameters(item.obj)
    return {name: value for name, value in item.funcargs.items() if name in wanted}


def _call(item: pytest.Function, arguments: dict[str, Any]) -> None:
    """Run the function. One that gives something back was meant to assert it, and would never be violated."""
    given = item.obj(**arguments)
    if given is not None:
        if inspect.iscoroutine(given):
            given.close()
        place = written_at(inspect.unwrap(item.function), item.config.rootpath)
        raise TypeError(f"{place}: {item.originalname} returns {type(given).__name__}: it has to assert, not to return")


def _run_test(item: pytest.Function) -> None:
    arguments = _arguments(item)
    decision = decide(lambda: _call(item, arguments), violations=VIOLATIONS, skips=SKIPS)
    lacking = lacking_reasons(item.config.stash[RUN].inventory())
    if decision.verdict is Verdict.PASSED and lacking:
        item.stash[OUTCOME] = Outcome("undetermined")
        _end_undetermined(item, lacking)
    if decision.verdict is Verdict.UNDETERMINED:
        item.stash[OUTCOME] = Outcome("undetermined")
        _end_undetermined(item, decision.reasons)
    if isinstance(decision.cause, NotApplicable):
        pytest.skip(str(decision.cause))
    if decision.verdict is not Verdict.PASSED and decision.cause is not None:
        raise decision.cause


def _run_policy(item: pytest.Function, name: str, judged: Judged | Fault) -> None:
    policy = policy_of(item)
    item.stash[OUTCOME] = _outcome("error", policy, [], "judging it did not end")
    if isinstance(judged, Fault):
        item.stash[OUTCOME] = _outcome("error", policy, [], judged.message)
        pytest.fail(judged.message, pytrace=False)
    inventory = item.config.stash[RUN].inventory()
    subjects = [
        subject
        for subject in subjects_of(judged.kind, inventory)
        if judged.only in (None, (subject.resource.declaration.source, subject.resource.address))
    ]
    findings: list[Finding] = []
    errors: list[BaseException] = []
    arguments, keep_passed = _arguments(item), keeps_passed(item.config)
    for subject in subjects:
        decision, readings = _judge(item, {**arguments, name: subject.view}, subject)
        kept = readings if keep_passed or decision.verdict not in UNASKED else []
        findings.append(waived(item, _finding(policy, subject, decision, kept), subject.resource.location))
        if decision.verdict is Verdict.ERROR and decision.cause is not None:
            errors.append(decision.cause)
    errors += [NotConvertible(each.reason) for each in untold(inventory)]
    missing = missing_for(item, judged, inventory)
    findings, is_new = known_before(
        item.config,
        judged.kind,
        lambda subject: _judge(item, {**arguments, name: subject.view}, subject)[0],
        findings,
        missing,
    )
    _end(item, policy, findings, errors, missing, is_new=is_new)


def _judge(item: pytest.Function, arguments: dict[str, Any], subject: Subject) -> tuple[Decision, list[Reading]]:
    recordings: list[list[Reading]] = []

    def judge() -> None:
        member, conditional = subject.member, subject.resource.declaration.conditional
        with recording() as readings:
            recordings.append(readings)
            if member is not None and member.doubt:
                key = ("member", subject.resource.key, member.reason)
                if not choose(key, (True, False), "; ".join(member.doubt)):
                    raise NotApplicable("it is not certain to be in the role")
            is_certain = member is not None or conditional is None
            if not is_certain and not choose(("exists", subject.resource.key), (True, False), str(conditional)):
                raise NotApplicable("it is not certain to exist")
            _call(item, arguments)

    decision = decide(judge, violations=VIOLATIONS, skips=SKIPS)
    return decision, recordings[decision.attempt]


def _finding(policy: Policy, subject: Subject, decision: Decision, readings: list[Reading]) -> Finding:
    resource = subject.resource
    place = place_of(resource, readings)
    return Finding(
        policy=policy.id,
        verdict=decision.verdict,
        severity=policy.severity,
        source=resource.declaration.source,
        address=resource.address,
        type=resource.type,
        file=place.file,
        line=place.line,
        message=_message(decision, readings),
        fix=policy.fix,
        evidence=evidence_of(resource, readings),
        controls=policy.controls,
        role=subject.member.reason if subject.member else "",
        name="" if decision.verdict in UNASKED and not readings else resource.name_tag,
    )


def _message(decision: Decision, readings: list[Reading]) -> str:
    match decision.verdict:
        case Verdict.PASSED:
            return ""
        case Verdict.UNDETERMINED:
            return "; ".join(in_one_line(decision.reasons))
        case Verdict.ERROR:
            return f"{type(decision.cause).__name__}: {decision.cause}"
    if any(reading.value == MASKED for reading in readings):
        return "the assertion failed; it compares what is sensitive"
    cause = decision.cause
    said = getattr(cause, "msg", None) or str(cause)
    return re.sub(r" at 0x[0-9a-f]+", "", str(said)) or "the assertion failed"  # the same in every run


def _outcome(category: str, policy: Policy, findings: list[Finding], trouble: str = "") -> Outcome:
    return Outcome(category, (PolicyReport(policy, tuple(findings), count_verdicts(findings), trouble),))


def _end(
    item: pytest.Function,
    policy: Policy,
    findings: list[Finding],
    errors: list[BaseException],
    missing: list[str],
    *,
    is_new: bool,
) -> None:
    """Keep the outcome, and end the item as pytest understands it. `is_new`: what is undetermined was not."""
    by_verdict = {verdict: [finding for finding in findings if finding.verdict is verdict] for verdict in Verdict}
    violated, undetermined = by_verdict[Verdict.VIOLATED], by_verdict[Verdict.UNDETERMINED]
    if errors:
        item.stash[OUTCOME] = _outcome("error", policy, findings, "; ".join(dict.fromkeys(map(str, errors))))
        raise errors[0]
    said = "\n".join(map(line_of, violated))
    if violated:
        item.stash[OUTCOME] = _outcome("violated", policy, findings)
        if severity_rank(policy.severity) <= severity_rank(options.value(item.config, "--aisec-fail-on")):
            pytest.fail(said, pytrace=False)
    reasons = [finding.message for finding in undetermined] + missing
    if reasons and (not violated or _fails_open(item, is_new=is_new)):
        trouble = f"the population is not known: {'; '.join(missing)}" if missing else ""
        item.stash[OUTCOME] = _outcome("violated" if violated else "undetermined", policy, findings, trouble)
        _end_undetermined(item, reasons, is_new=is_new, beside=said)
    if violated:
        pytest.skip(said)
    if not findings:
        end_without_resources(item)
    if by_verdict[Verdict.WAIVED] and not by_verdict[Verdict.PASSED]:
        item.stash[OUTCOME] = _outcome("waived", policy, findings)
        pytest.skip("waived")
    if not by_verdict[Verdict.PASSED]:
        item.stash[OUTCOME] = _outcome("not applicable", policy, findings)
        pytest.skip("applies to none of the resources")
    item.stash[OUTCOME] = _outcome("passed", policy, findings)


def end_without_resources(item: pytest.Function) -> NoReturn:
    """End a policy that has nothing to judge."""
    item.stash[OUTCOME] = _outcome("no resources", policy_of(item), [])
    pytest.skip("no resources")


def _end_undetermined(
    item: pytest.Item, reasons: list[str] | tuple[str, ...], *, is_new: bool = True, beside: str = ""
) -> None:
    """`beside` says what is violated as well, and does not fail the run (`--aisec-fail-on`)."""
    said = "\n".join(filter(None, (beside, "undetermined: " + "; ".join(in_one_line(reasons)))))
    if _fails_open(item, is_new=is_new):
        item.stash[OUTCOME] = item.stash[OUTCOME]._replace(fails_open=True)
        pytest.fail(said, pytrace=False)
    pytest.skip(said)


def _fails_open(item: pytest.Item, *, is_new: bool) -> bool:
    """Whether the run fails for what is undetermined."""
    return is_new and bool(options.value(item.config, "--aisec-strict"))


def line_of(finding: Finding) -> str:
    """A finding on one line."""
    place = f"{finding.file}:{finding.line} " if finding.file else ""
    return f"{place}{finding.address}: {finding.message.splitlines()[0]}"


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Shorten the traceback of what a policy says: nobody is shown it, and pytest goes through it three times."""
    try:
        return (yield)
    except pytest.fail.Exception as failed:
        if not failed.pytrace and stand_in(item) is not None:
            failed.__traceback__ = None
        raise


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """Attach the outcome. A policy that could not be set up, or was skipped before, was not judged."""
    report = yield
    if call.when == "setup" and call.excinfo is not None:
        if OUTCOME not in item.stash and stand_in(item):
            assert isinstance(item, pytest.Function)
            said = "skipped" if report.skipped else "could not be set up"
            item.stash[OUTCOME] = _outcome("not judged", policy_of(item), [], f"{said}: {call.excinfo.value}")
        attach(report, item)
    elif call.when == "call":
        attach(report, item)
    return report
