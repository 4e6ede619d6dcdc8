"""How clusters can be reached."""

from __future__ import annotations

from pytest_aisec import marks
from pytest_aisec.aws import eks
from pytest_aisec.settings import Settings


@marks.severity("high")
@marks.soc2("CC6.1", "CC6.6")
@marks.hipaa("164.312(a)(1)", "164.312(e)(1)")
@marks.nist_800_53("AC-4", "SC-7", "SC-7(5)")
@marks.iso_42001("A.4.5")
@marks.mitre_atlas("AML.T0049", "AML.M0005")
@marks.aws_genai_lens("GENSEC01-BP02")
@marks.equivalent(
    checkov=("CKV_AWS_38", "CKV_AWS_39"),
    prowler="eks_cluster_not_publicly_accessible",
    trivy=("AWS-0040", "AWS-0041"),
    kics="42f4b905",
    security_hub="EKS.1",
    config="eks-endpoint-no-public-access",
)
def test_cluster_api_is_not_open_to_the_internet(cluster: eks.Cluster, settings: Settings) -> None:
    """The Kubernetes API of a cluster answers no more of the internet than a short list of narrow ranges.

    Why: one leaked token, or one flaw in the API server, is then enough to run anything beside the models, from
    anywhere.

    Fix: set `endpoint_public_access = false` in `vpc_config` in Terraform, `EndpointPublicAccess: false` in
    CloudFormation, or name the ranges that may ask in `public_access_cidrs`, `PublicAccessCidrs`. The setting
    `cluster_api_bits` says how wide they may be.

    ```hcl
    resource "aws_eks_cluster" "models" {
      name     = "models"
      role_arn = aws_iam_role.cluster.arn
      vpc_config {
        subnet_ids              = [aws_subnet.private.id]
        endpoint_private_access = true
        endpoint_public_access  = false
      }
    }
    ```

    ```yaml
    Models:
      Type: AWS::EKS::Cluster
      Properties:
        RoleArn: !GetAtt ClusterRole.Arn
        ResourcesVpcConfig:
          SubnetIds: [!Ref PrivateSubnet]
          EndpointPrivateAccess: true
          EndpointPublicAccess: false
    ```
    """
    assert not cluster.api_answers_more_than(settings.cluster_api_bits)
