"""Which other providers of models definitions have keys of, and firewalls let through."""

from __future__ import annotations

from pytest_aisec import ai, marks
from pytest_aisec.settings import Settings


@marks.severity("high")
@marks.soc2("CC3.2", "CC6.1", "CC7.1", "CC9.2", "CC6.8", "CC8.1")
@marks.hipaa("164.308(a)(5)(ii)(B)")
@marks.nist_800_53("CM-8", "PM-5", "RA-2", "SR-3", "SR-4", "SR-11", "SI-7")
@marks.nist_ai_rmf("GOVERN 1.6", "GOVERN 6.1", "MAP 4.2")
@marks.iso_42001("A.4.2", "A.9.4", "A.4.4")
@marks.owasp_llm("LLM03:2025", "LLM02:2025")
@marks.mitre_atlas("AML.T0075", "AML.T0103", "AML.T0055", "AML.T0083", "AML.T0098", "AML.M0019")
@marks.aws_genai_lens("GENSEC03-BP01", "GENSEC01-BP01")
def test_model_definition_has_no_keys_of_other_model_providers(
    definition: ai.ModelDefinition, settings: Settings
) -> None:
    """No model, training job or agent runtime has the key of a provider of models that is not approved.

    Why: data that goes to a provider nobody has a contract with is gone. A key in the environment is the first sign of
    such a provider.

    Fix: take the variable out of `environment` or `environment_variables` in Terraform, of `Environment` or
    `EnvironmentVariables` in CloudFormation, or name the provider in the setting `approved_providers`.

    ```hcl
    resource "aws_sagemaker_model" "chat" {
      name               = "chat"
      execution_role_arn = aws_iam_role.chat.arn
      primary_container {
        image       = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/chat@sha256:0123456789abcdef"
        environment = { LOG_LEVEL = "info" }
      }
    }
    ```

    ```yaml
    Chat:
      Type: AWS::SageMaker::Model
      Properties:
        ExecutionRoleArn: !GetAtt Role.Arn
        PrimaryContainer:
          Image: 123456789012.dkr.ecr.eu-west-1.amazonaws.com/chat@sha256:0123456789abcdef
          Environment: {LOG_LEVEL: info}
    ```
    """
    assert definition.foreign_keys(settings.approved_providers) == []


@marks.severity("high")
@marks.soc2("CC3.2", "CC6.1", "CC7.1", "CC9.2", "CC6.8", "CC8.1")
@marks.hipaa("164.308(a)(5)(ii)(B)")
@marks.nist_800_53("CM-8", "PM-5", "RA-2", "SR-3", "SR-4", "SR-11", "SI-7")
@marks.nist_ai_rmf("GOVERN 1.6", "GOVERN 6.1", "MAP 4.2")
@marks.iso_42001("A.4.2", "A.9.4", "A.4.4")
@marks.owasp_llm("LLM03:2025", "LLM02:2025")
@marks.mitre_atlas("AML.T0075", "AML.T0103", "AML.T0055", "AML.T0083", "AML.T0098", "AML.M0019")
@marks.aws_genai_lens("GENSEC03-BP01", "GENSEC01-BP01")
def test_firewall_allows_no_other_model_providers(rules: ai.EgressRules, settings: Settings) -> None:
    """Rules of firewalls let nothing pass to a provider of models that is not approved.

    Why: the rules were made so that data does not leave. A provider of models takes in whatever is sent, and answers
    like any other website.

    Fix: take the domain out of `targets` in `rules_source_list` in Terraform, of `Targets` in `RulesSourceList` in
    CloudFormation, and the rule that passes its name out of `rules_string` or `stateful_rule` (`RulesString`,
    `StatefulRules`), or name the provider in the setting `approved_providers`.

    ```hcl
    resource "aws_networkfirewall_rule_group" "packages" {
      name     = "packages"
      type     = "STATEFUL"
      capacity = 100
      rule_group {
        rules_source {
          rules_source_list {
            generated_rules_type = "ALLOWLIST"
            target_types         = ["TLS_SNI"]
            targets              = ["packages.example.com", "data.example.com"]
          }
        }
      }
    }
    ```

    ```yaml
    Packages:
      Type: AWS::NetworkFirewall::RuleGroup
      Properties:
        RuleGroupName: packages
        Type: STATEFUL
        Capacity: 100
        RuleGroup:
          RulesSource:
            RulesSourceList:
              GeneratedRulesType: ALLOWLIST
              TargetTypes: [TLS_SNI]
              Targets: [packages.example.com, data.example.com]
    ```
    """
    assert rules.foreign_domains(settings.approved_providers) == []


@marks.severity("high")
@marks.soc2("CC3.2", "CC6.1", "CC7.1", "CC9.2", "CC6.8", "CC8.1")
@marks.hipaa("164.308(a)(5)(ii)(B)")
@marks.nist_800_53("CM-8", "PM-5", "RA-2", "SR-3", "SR-4", "SR-11", "SI-7")
@marks.nist_ai_rmf("GOVERN 1.6", "GOVERN 6.1", "MAP 4.2")
@marks.iso_42001("A.4.2", "A.9.4", "A.4.4")
@marks.owasp_llm("LLM03:2025", "LLM02:2025")
@marks.mitre_atlas("AML.T0075", "AML.T0103", "AML.T0055", "AML.T0083", "AML.T0098", "AML.M0019")
@marks.aws_genai_lens("GENSEC03-BP01", "GENSEC01-BP01")
def test_secret_is_no_key_of_another_model_provider(secret: ai.NamedSecret, settings: Settings) -> None:
    """No secret and no parameter has the name of a key of a provider of models that is not approved.

    Why: whoever keeps a key well uses it all the same. The name of a secret is often the only sign of a provider that
    nobody has a contract with.

    Fix: find out who reads it, and delete it, or name the provider in the setting `approved_providers`: `name` in
    `aws_secretsmanager_secret` and `aws_ssm_parameter` in Terraform, `Name` in CloudFormation.

    ```hcl
    resource "aws_secretsmanager_secret" "database" {
      name = "prod/chat/database"
    }
    ```

    ```yaml
    Database:
      Type: AWS::SecretsManager::Secret
      Properties: {Name: prod/chat/database}
    ```
    """
    assert not secret.is_key_of_another(settings.approved_providers)
