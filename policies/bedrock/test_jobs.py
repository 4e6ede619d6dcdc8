"""By whose keys the work of Bedrock jobs is encrypted."""

from __future__ import annotations

from pytest_aisec import marks
from pytest_aisec.aws import bedrock


@marks.severity("medium")
@marks.soc2("CC6.1", "C1.1")
@marks.hipaa("164.312(a)(2)(iv)")
@marks.nist_800_53("SC-12", "SC-13", "SC-28", "SC-28(1)")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.owasp_llm("LLM07:2025")
@marks.mitre_atlas("AML.T0056", "AML.M0012")
@marks.aws_genai_lens("GENSEC04-BP01")
def test_model_evaluation_is_encrypted_with_a_customer_managed_key(job: bedrock.EvaluationJob) -> None:
    """The results of an evaluation of a model are encrypted with a key that the account manages.

    Why: they hold prompts, answers, and where the model fails.

    Fix: name the key in `customerEncryptionKeyId` when the job is started: the key of one that is over cannot be
    changed. Neither Terraform nor CloudFormation declares such jobs.
    """
    assert job.kms_key is not None and job.kms_key.customer_managed


@marks.severity("medium")
@marks.soc2("CC6.1", "C1.1")
@marks.hipaa("164.312(a)(2)(iv)")
@marks.nist_800_53("SC-12", "SC-13", "SC-28", "SC-28(1)")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.owasp_llm("LLM07:2025")
@marks.mitre_atlas("AML.T0056", "AML.M0012")
@marks.aws_genai_lens("GENSEC04-BP01")
def test_answers_in_bulk_are_encrypted_with_a_customer_managed_key(job: bedrock.InvocationJob) -> None:
    """Answers in bulk are encrypted with a key that the account manages.

    Why: they hold what was asked for, about everybody in the input, in one place.

    Fix: name the key in `s3EncryptionKeyId` of `outputDataConfig` when the job is started. Neither Terraform nor
    CloudFormation declares such jobs.
    """
    assert job.output_key is not None and job.output_key.customer_managed


@marks.severity("medium")
@marks.soc2("CC6.1", "C1.1")
@marks.hipaa("164.312(a)(2)(iv)")
@marks.nist_800_53("SC-12", "SC-13", "SC-28", "SC-28(1)")
@marks.nist_ai_rmf("MEASURE 2.7")
@marks.owasp_llm("LLM07:2025")
@marks.mitre_atlas("AML.T0056", "AML.M0012")
@marks.aws_genai_lens("GENSEC04-BP01")
def test_imported_model_is_encrypted_with_a_customer_managed_key(model: bedrock.ImportedModel) -> None:
    """An imported model is encrypted with a key that the account manages.

    Why: weights that somebody else trained, or that hold what they were trained on, lie there.

    Fix: name the key in `importedModelKmsKeyId` when the model is imported: it cannot be changed later. Neither
    Terraform nor CloudFormation declares such models.
    """
    assert model.kms_key is not None and model.kms_key.customer_managed
