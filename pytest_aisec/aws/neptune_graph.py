"""Amazon Neptune Analytics."""

from __future__ import annotations

from pytest_aisec.aws import kms
from pytest_aisec.model.attribute import boolean
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.derived import present
from pytest_aisec.model.links import link
from pytest_aisec.model.resource import Names, Resource


class Graph(
    Resource,
    terraform="aws_neptunegraph_graph",
    cloudformation="AWS::NeptuneGraph::Graph",
    live=Listing(
        "neptune-graph",
        "ListGraphs",
        "graphs",
        id="arn",
        describe=Call("neptune-graph", "GetGraph", {"graphIdentifier": "id"}),
    ),
    names=Names(cloudformation=("GraphArn", "GraphId"), live=("arn", "id")),
):
    """A graph in memory.

    https://docs.aws.amazon.com/neptune-analytics/latest/apiref/API_CreateGraph.html
    """

    publicly_reachable = boolean(default=False, terraform="public_connectivity", cloudformation="PublicConnectivity")
    searches_vectors = boolean(
        terraform=present("vector_search_configuration"),
        cloudformation=present("VectorSearchConfiguration"),
        live=present("VectorSearchConfiguration"),
    )
    kms_key = link(
        lambda: kms.Key,
        terraform="kms_key_identifier",
        cloudformation="KmsKeyIdentifier",
        reads=lambda text: None if text == "AWS_OWNED_KEY" else text,
    )
    """`AWS_OWNED_KEY` stands for one of the service's own.

    https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/neptunegraph_graph
    """
