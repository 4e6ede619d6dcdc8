"""Whether somebody judges what applications with models answer."""

from __future__ import annotations

from pytest_aisec import ai, marks
from pytest_aisec.settings import Settings


@marks.severity("medium")
@marks.soc2("CC7.2", "PI1.3", "PI1.4")
@marks.hipaa("164.308(a)(8)", "164.312(b)")
@marks.nist_800_53("CA-7", "SI-4")
@marks.nist_ai_rmf("MEASURE 2.7", "MEASURE 2.4", "MANAGE 4.1")
@marks.iso_42001("A.6.2.4", "A.6.2.6")
@marks.owasp_llm("LLM04:2025", "LLM09:2025")
@marks.mitre_atlas("AML.T0031", "AML.M0008")
@marks.aws_genai_lens("GENSEC02-BP01")
def test_answers_of_models_in_a_region_are_evaluated(region: ai.EvaluatedRegion, settings: Settings) -> None:
    """In every region with agents, knowledge bases or flows of Bedrock their answers were judged lately.

    Why: providers replace models, prompts and documents change, and each change may make answers wrong, unfair or
    dangerous without any error. Nobody sees that in one answer.

    Fix: run an evaluation job of Bedrock, of the model or of what is retrieved, after each change and by the clock: an
    EventBridge schedule may call `bedrock:CreateEvaluationJob` itself. Or let an online evaluation of AgentCore judge
    what agents do. How old the last one may be is `evaluation_days` in `[tool.aisec.settings]`.
    """
    assert region.is_evaluated_within(settings.evaluation_days)
