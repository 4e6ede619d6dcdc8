"""Where model hosts stand in the network, and how they can be reached."""

from __future__ import annotations

from pytest_aisec import ai, marks
from pytest_aisec.analysis import network


@marks.severity("critical")
@marks.soc2("CC6.1", "CC6.6")
@marks.hipaa("164.312(a)(1)", "164.312(e)(1)")
@marks.nist_800_53("AC-4", "SC-7", "SC-7(5)")
@marks.iso_42001("A.4.5")
@marks.mitre_atlas("AML.T0049", "AML.M0005")
@marks.aws_genai_lens("GENSEC01-BP02")
def test_model_host_is_not_in_a_public_subnet(host: ai.ModelHost) -> None:
    """Model hosts sit in subnets without a route to an internet gateway.

    Why: a host with a way in from the internet is found by scanners within minutes, and it holds the model, its
    prompts and a role that reads training data. A private subnet keeps a wrong firewall rule from being fatal.

    Fix: put the host into a subnet whose route table has no route to an internet gateway (use a NAT gateway and VPC
    endpoints for what it must reach): `subnet_id` in Terraform, `SubnetId` in CloudFormation.

    ```hcl
    resource "aws_subnet" "private" {
      vpc_id     = aws_vpc.ai.id
      cidr_block = "10.20.1.0/24"
    }

    resource "aws_route_table" "private" {
      vpc_id = aws_vpc.ai.id
      route {
        cidr_block     = "0.0.0.0/0"
        nat_gateway_id = aws_nat_gateway.out.id
      }
    }

    resource "aws_route_table_association" "private" {
      subnet_id      = aws_subnet.private.id
      route_table_id = aws_route_table.private.id
    }

    resource "aws_instance" "model" {
      ami           = var.image
      instance_type = "g5.xlarge"
      subnet_id     = aws_subnet.private.id
    }
    ```

    ```yaml
    PrivateSubnet:
      Type: AWS::EC2::Subnet
      Properties:
        VpcId: !Ref Vpc
        CidrBlock: 10.20.1.0/24
    PrivateRoutes:
      Type: AWS::EC2::RouteTable
      Properties:
        VpcId: !Ref Vpc
    Out:
      Type: AWS::EC2::Route
      Properties:
        RouteTableId: !Ref PrivateRoutes
        DestinationCidrBlock: 0.0.0.0/0
        NatGatewayId: !Ref NatGateway
    PrivateAssociation:
      Type: AWS::EC2::SubnetRouteTableAssociation
      Properties:
        SubnetId: !Ref PrivateSubnet
        RouteTableId: !Ref PrivateRoutes
    Model:
      Type: AWS::EC2::Instance
      Properties:
        ImageId: !Ref Image
        InstanceType: g5.xlarge
        SubnetId: !Ref PrivateSubnet
    ```
    """
    assert not host.public_subnets


@marks.severity("high")
@marks.soc2("CC6.1", "CC6.6")
@marks.hipaa("164.312(a)(1)", "164.312(e)(1)")
@marks.nist_800_53("AC-4", "SC-7", "SC-7(5)")
@marks.iso_42001("A.4.5")
@marks.mitre_atlas("AML.T0049", "AML.M0005")
@marks.aws_genai_lens("GENSEC01-BP02")
@marks.equivalent(
    checkov="CKV_AWS_88",
    prowler=("ec2_instance_public_ip", "ec2_launch_template_no_public_ip"),
    trivy="AWS-0009",
    security_hub=("EC2.9", "EC2.25"),
    config="ec2-instance-no-public-ip",
)
def test_model_host_has_no_public_ip(host: ai.ModelHost) -> None:
    """Model hosts get no public IP address.

    Why: a public address makes a host reachable the moment its subnet gains a route and its firewall an opening.
    Model servers mostly come without a login.

    Fix: set `associate_public_ip_address = false` in Terraform, `AssociatePublicIpAddress: false` on the network
    interface in CloudFormation, detach Elastic IPs, send IPv6 out through an egress-only internet gateway, and serve
    the model through a load balancer.

    ```hcl
    resource "aws_instance" "model" {
      ami                         = var.image
      instance_type               = "g5.xlarge"
      subnet_id                   = aws_subnet.private.id
      associate_public_ip_address = false
      metadata_options {
        http_tokens = "required"
      }
    }
    ```

    ```yaml
    Model:
      Type: AWS::EC2::Instance
      Properties:
        ImageId: !Ref Image
        InstanceType: g5.xlarge
        NetworkInterfaces:
          - DeviceIndex: "0"
            SubnetId: !Ref PrivateSubnet
            AssociatePublicIpAddress: false
        MetadataOptions:
          HttpTokens: required
    ```
    """
    assert not host.has_public_ip


@marks.severity("high")
@marks.soc2("CC6.1", "CC6.2")
@marks.hipaa("164.308(a)(5)(ii)(D)", "164.312(d)")
@marks.nist_800_53("AC-2(3)", "IA-5", "IA-5(7)")
@marks.nist_ai_rmf("GOVERN 6.1")
@marks.iso_42001("A.4.4")
@marks.owasp_llm("LLM02:2025")
@marks.mitre_atlas("AML.T0055", "AML.T0083", "AML.T0098", "AML.M0019")
@marks.aws_genai_lens("GENSEC01-BP02")
@marks.cis_aws("6.7")
@marks.equivalent(
    checkov=("CKV_AWS_79", "CKV_AWS_371"),
    prowler=("ec2_instance_imdsv2_enabled", "ec2_launch_template_imdsv2_required"),
    trivy=("AWS-0028", "AWS-0130"),
    security_hub=("EC2.8", "EC2.170"),
    config="ec2-imdsv2-check",
)
def test_model_host_requires_imdsv2(host: ai.ModelHost) -> None:
    """Model hosts require session tokens from whoever asks their metadata service (IMDSv2).

    Why: a prompt can make a tool of the model fetch a web address. With IMDSv1 one such request to the metadata
    service returns the credentials of the host's role.

    Fix: set `metadata_options { http_tokens = "required" }` in Terraform, `MetadataOptions: {HttpTokens: required}` in
    CloudFormation; for a notebook instance, minimum metadata service version 2.

    ```hcl
    resource "aws_instance" "model" {
      ami                         = var.image
      instance_type               = "g5.xlarge"
      subnet_id                   = aws_subnet.private.id
      associate_public_ip_address = false
      metadata_options {
        http_tokens = "required"
      }
    }
    ```

    ```yaml
    Model:
      Type: AWS::EC2::Instance
      Properties:
        ImageId: !Ref Image
        InstanceType: g5.xlarge
        NetworkInterfaces:
          - DeviceIndex: "0"
            SubnetId: !Ref PrivateSubnet
            AssociatePublicIpAddress: false
        MetadataOptions:
          HttpTokens: required
    ```
    """
    assert host.imdsv2_required


@marks.severity("medium")
@marks.soc2("CC6.1", "CC6.6")
@marks.hipaa("164.312(a)(1)", "164.312(e)(1)")
@marks.nist_800_53("AC-4", "SC-7", "SC-7(5)")
@marks.iso_42001("A.4.5")
@marks.mitre_atlas("AML.T0049", "AML.M0005")
@marks.aws_genai_lens("GENSEC01-BP02")
@marks.equivalent(
    checkov="CKV_AWS_130",
    prowler="vpc_subnet_no_public_ip_by_default",
    trivy="AWS-0164",
    kics="b3de4e4c",
    security_hub="EC2.15",
    config="subnet-auto-assign-public-ip-disabled",
)
def test_model_host_subnet_does_not_assign_public_ips(host: ai.ModelHost) -> None:
    """Subnets of model hosts give no public address to whatever starts in them.

    Why: the next host that somebody starts there would be on the internet without anybody having asked for it.

    Fix: set `map_public_ip_on_launch = false` in Terraform, `MapPublicIpOnLaunch: false` in CloudFormation. Addresses
    of IPv6 are not reached where the subnet has an egress-only internet gateway.

    ```hcl
    resource "aws_subnet" "private" {
      vpc_id                  = aws_vpc.ai.id
      cidr_block              = "10.20.1.0/24"
      map_public_ip_on_launch = false
    }
    ```

    ```yaml
    PrivateSubnet:
      Type: AWS::EC2::Subnet
      Properties:
        VpcId: !Ref Vpc
        CidrBlock: 10.20.1.0/24
        MapPublicIpOnLaunch: false
    ```
    """
    assert not [subnet for subnet in host.subnets if network.gives_public_addresses(subnet)]
