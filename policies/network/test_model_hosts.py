"""Where model hosts stand in the network, and how they can be reached."""

from __future__ import annotations

import pytest

from pytest_aisec import ai


@pytest.mark.severity("critical")
@pytest.mark.soc2("CC6.1", "CC6.6")
@pytest.mark.hipaa("164.312(a)(1)", "164.312(e)(1)")
@pytest.mark.nist_800_53("AC-4", "SC-7", "SC-7(5)")
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


@pytest.mark.severity("high")
@pytest.mark.soc2("CC6.1", "CC6.6")
@pytest.mark.hipaa("164.312(a)(1)", "164.312(e)(1)")
@pytest.mark.nist_800_53("AC-4", "SC-7", "SC-7(5)")
@pytest.mark.equivalent(
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
    interface in CloudFormation, detach Elastic IPs, and serve the model through a load balancer.

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


@pytest.mark.severity("high")
@pytest.mark.soc2("CC6.1", "CC6.2")
@pytest.mark.hipaa("164.308(a)(5)(ii)(D)", "164.312(d)")
@pytest.mark.nist_800_53("AC-2(3)", "IA-5", "IA-5(7)")
@pytest.mark.equivalent(
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


@pytest.mark.severity("medium")
@pytest.mark.soc2("CC6.1", "CC6.6")
@pytest.mark.hipaa("164.312(a)(1)", "164.312(e)(1)")
@pytest.mark.nist_800_53("AC-4", "SC-7", "SC-7(5)")
def test_model_host_subnet_has_its_own_network_acl(host: ai.ModelHost) -> None:
    """Subnets of model hosts have a network ACL of their own, not the default one that allows everything.

    Why: security groups are changed often and by many. A network ACL around the subnet still holds when one of
    them is opened by mistake.

    Fix: associate an `aws_network_acl` with the subnet in Terraform, an `AWS::EC2::SubnetNetworkAclAssociation` in
    CloudFormation, with rules for the traffic that the host needs.

    ```hcl
    resource "aws_network_acl" "model" {
      vpc_id     = aws_vpc.ai.id
      subnet_ids = [aws_subnet.private.id]
      ingress {
        rule_no    = 100
        action     = "allow"
        protocol   = "tcp"
        from_port  = 8000
        to_port    = 8000
        cidr_block = "10.20.0.0/24"
      }
      egress {
        rule_no    = 100
        action     = "allow"
        protocol   = "tcp"
        from_port  = 1024
        to_port    = 65535
        cidr_block = "10.20.0.0/24"
      }
    }
    ```

    ```yaml
    ModelAcl:
      Type: AWS::EC2::NetworkAcl
      Properties:
        VpcId: !Ref Vpc
    ModelAclAssociation:
      Type: AWS::EC2::SubnetNetworkAclAssociation
      Properties:
        SubnetId: !Ref PrivateSubnet
        NetworkAclId: !Ref ModelAcl
    ModelAclIn:
      Type: AWS::EC2::NetworkAclEntry
      Properties:
        NetworkAclId: !Ref ModelAcl
        RuleNumber: 100
        RuleAction: allow
        Protocol: 6
        PortRange: {From: 8000, To: 8000}
        CidrBlock: 10.20.0.0/24
    ```
    """
    assert not [subnet for subnet in host.subnets if subnet.relies_on_the_default_network_acl]


@pytest.mark.severity("medium")
@pytest.mark.soc2("CC6.1", "CC6.6")
@pytest.mark.hipaa("164.312(a)(1)", "164.312(e)(1)")
@pytest.mark.nist_800_53("AC-4", "SC-7", "SC-7(5)")
@pytest.mark.equivalent(
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

    Fix: set `map_public_ip_on_launch = false` in Terraform, `MapPublicIpOnLaunch: false` in CloudFormation.

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
    assert not [subnet for subnet in host.subnets if subnet.assigns_public_ip]


@pytest.mark.severity("high")
@pytest.mark.soc2("CC6.1", "CC6.6")
@pytest.mark.hipaa("164.312(a)(1)", "164.312(e)(1)")
@pytest.mark.nist_800_53("AC-4", "SC-7", "SC-7(5)")
@pytest.mark.equivalent(checkov="CKV_AWS_382", trivy="AWS-0104", kics="1cc2fbd7")
def test_model_host_restricts_egress(host: ai.ModelHost) -> None:
    """Security groups of model hosts do not let everything out.

    Why: stolen weights and training data leave by the way out. A host that can only reach what it needs cannot send
    them anywhere, nor fetch the attacker's tools.

    Fix: replace the rule for all ports to `0.0.0.0/0` by one for port 443 to the endpoints that the host uses: `egress`
    in Terraform; in CloudFormation state `SecurityGroupEgress`, since without it AWS allows everything.

    ```hcl
    resource "aws_security_group" "model" {
      vpc_id = aws_vpc.ai.id
      egress {
        description     = "the endpoints of Bedrock and S3"
        from_port       = 443
        to_port         = 443
        protocol        = "tcp"
        security_groups = [aws_security_group.endpoints.id]
      }
    }
    ```

    ```yaml
    ModelGroup:
      Type: AWS::EC2::SecurityGroup
      Properties:
        GroupDescription: model servers
        VpcId: !Ref Vpc
        SecurityGroupEgress:
          - Description: the endpoints of Bedrock and S3
            IpProtocol: tcp
            FromPort: 443
            ToPort: 443
            DestinationSecurityGroupId: !GetAtt EndpointGroup.GroupId
    ```
    """
    assert not [group for group in host.security_groups if group.lets_everything_out]


@pytest.mark.severity("high")
@pytest.mark.soc2("CC6.1", "CC6.6")
@pytest.mark.hipaa("164.312(a)(1)", "164.312(e)(1)")
@pytest.mark.nist_800_53("AC-4", "SC-7", "SC-7(5)")
def test_model_host_admits_only_security_groups(host: ai.ModelHost) -> None:
    """Security groups of model hosts name other security groups as sources, not address ranges.

    Why: an address range lets in whatever gets an address in it. Named by its security group, only the front door (a
    load balancer, an endpoint) reaches the model, however the network grows.

    Fix: name the security group in front: `security_groups` or `referenced_security_group_id` in Terraform,
    `SourceSecurityGroupId` in CloudFormation.

    ```hcl
    resource "aws_security_group" "model" {
      vpc_id = aws_vpc.ai.id
      ingress {
        description     = "the load balancer in front"
        from_port       = 8000
        to_port         = 8000
        protocol        = "tcp"
        security_groups = [aws_security_group.front_door.id]
      }
    }
    ```

    ```yaml
    ModelGroup:
      Type: AWS::EC2::SecurityGroup
      Properties:
        GroupDescription: model servers
        VpcId: !Ref Vpc
        SecurityGroupIngress:
          - Description: the load balancer in front
            IpProtocol: tcp
            FromPort: 8000
            ToPort: 8000
            SourceSecurityGroupId: !GetAtt FrontDoorGroup.GroupId
    ```
    """
    assert not [rule for group in host.security_groups for rule in group.ingress if rule.cidrs or rule.prefix_lists]


@pytest.mark.severity("high")
@pytest.mark.soc2("CC6.1", "CC6.6")
@pytest.mark.hipaa("164.312(a)(1)", "164.312(e)(1)")
@pytest.mark.nist_800_53("AC-4", "SC-7", "SC-7(5)")
def test_model_host_is_filtered_by_network_acl_and_security_group(host: ai.ModelHost) -> None:
    """Model hosts stand behind two firewalls that both filter: a network ACL and security groups.

    Why: one of the two is opened by mistake sooner or later. The other one then decides whether that is a
    mistake or a break-in.

    Fix: give the subnet a network ACL of its own with rules for what the host needs, and let no security group of the
    host admit all ports from the internet, in Terraform and CloudFormation alike.

    ```hcl
    resource "aws_network_acl" "model" {
      vpc_id     = aws_vpc.ai.id
      subnet_ids = [aws_subnet.private.id]
      ingress {
        rule_no    = 100
        action     = "allow"
        protocol   = "tcp"
        from_port  = 8000
        to_port    = 8000
        cidr_block = "10.20.0.0/24"
      }
      egress {
        rule_no    = 100
        action     = "allow"
        protocol   = "tcp"
        from_port  = 1024
        to_port    = 65535
        cidr_block = "10.20.0.0/24"
      }
    }

    resource "aws_security_group" "model" {
      vpc_id = aws_vpc.ai.id
      ingress {
        description     = "the load balancer in front"
        from_port       = 8000
        to_port         = 8000
        protocol        = "tcp"
        security_groups = [aws_security_group.front_door.id]
      }
    }
    ```

    ```yaml
    ModelAcl:
      Type: AWS::EC2::NetworkAcl
      Properties:
        VpcId: !Ref Vpc
    ModelAclAssociation:
      Type: AWS::EC2::SubnetNetworkAclAssociation
      Properties:
        SubnetId: !Ref PrivateSubnet
        NetworkAclId: !Ref ModelAcl
    ModelAclIn:
      Type: AWS::EC2::NetworkAclEntry
      Properties:
        NetworkAclId: !Ref ModelAcl
        RuleNumber: 100
        RuleAction: allow
        Protocol: 6
        PortRange: {From: 8000, To: 8000}
        CidrBlock: 10.20.0.0/24
    ModelGroup:
      Type: AWS::EC2::SecurityGroup
      Properties:
        GroupDescription: model servers
        VpcId: !Ref Vpc
        SecurityGroupIngress:
          - Description: the load balancer in front
            IpProtocol: tcp
            FromPort: 8000
            ToPort: 8000
            SourceSecurityGroupId: !GetAtt FrontDoorGroup.GroupId
    ```
    """
    assert not host.unfiltered_layers
