"""Amazon RDS: Aurora clusters and the machines that they run on."""

from __future__ import annotations

from pytest_aisec.aws import kms
from pytest_aisec.model.attribute import PerDialect, boolean, unstated
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.derived import never
from pytest_aisec.model.links import link, referrers
from pytest_aisec.model.resource import Names, Resource


class Cluster(
    Resource,
    terraform="aws_rds_cluster",
    cloudformation="AWS::RDS::DBCluster",
    live=Listing("rds", "DescribeDBClusters", "DBClusters", id="DBClusterArn"),
    names=Names(
        terraform=("cluster_identifier",),
        cloudformation=("DBClusterArn", "DBClusterIdentifier"),
        live=("DBClusterArn", "DBClusterIdentifier"),
    ),
):
    """A database cluster.

    https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Overview.Encryption.html
    """

    encrypted = boolean(default=False, terraform="storage_encrypted", cloudformation="StorageEncrypted")
    kms_key = link(lambda: kms.Key, terraform="kms_key_id", cloudformation="KmsKeyId")
    has_internet_gateway = boolean(
        default=False,
        terraform=never("the provider makes no cluster by express configuration"),
        cloudformation=never("CloudFormation makes no cluster by express configuration"),
        live="InternetAccessGatewayEnabled",
    )
    """Whether it is reached from the internet without a public address of its own, as Aurora's express ones are.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBCluster.html
    """
    instances = referrers(lambda: Instance, by="cluster")


class Instance(
    Resource,
    terraform="aws_rds_cluster_instance",
    cloudformation="AWS::RDS::DBInstance",
    live=Listing("rds", "DescribeDBInstances", "DBInstances", id="DBInstanceArn"),
    names=Names(
        terraform=("identifier",),
        cloudformation=("DBInstanceArn", "DBInstanceIdentifier"),
        live=("DBInstanceArn", "DBInstanceIdentifier"),
    ),
):
    """A machine of a database; in Terraform, of a cluster.

    https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/CHAP_Aurora.html
    """

    cluster = link(lambda: Cluster, terraform="cluster_identifier", cloudformation="DBClusterIdentifier")
    publicly_accessible = boolean(
        default=PerDialect(
            terraform=False,
            cloudformation=unstated("whether it gets a public address hangs on its VPC and subnet group"),
            live=unstated("whether it has a public address is not told"),
        )
    )
    """Whether its name leads to a public address.

    https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/rds_cluster_instance,
    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-rds-dbinstance.html
    """
