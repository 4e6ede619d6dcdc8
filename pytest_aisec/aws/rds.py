"""Amazon RDS: Aurora clusters."""

from __future__ import annotations

from pytest_aisec.aws import kms
from pytest_aisec.model.attribute import boolean
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.links import link
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
