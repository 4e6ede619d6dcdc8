"""What networks let through, in one place.

Routes in effect, network ACLs in the order of their rules, security groups with the prefix lists and groups that they
name, IPv4 and IPv6. Every question takes described resources, and gives a real value, tries what is not known, or ends
as undetermined, as reading an attribute does.

| about | questions |
|---|---|
| a subnet | `routes`, `is_public`, `is_public_for_ipv6`, `gives_public_addresses`, `network_acls`, `is_unfiltered` |
| | `is_cut_off` |
| subnets | `public_among`, `acls_around`, `default_groups` |
| a network ACL | `lets_in`, `lets_out`, `lets_the_internet_in`, `unanswered`, `unanswered_calls` |
| | `lets_everything_in`, `lets_everything_out` |
| network ACLs | `ports_let_in` |
| a rule of a security group | `is_open_to_the_internet` |
| a security group | `open_ports`, `opens_every_port`, `sends_everything`, `sends_anything`, `machines_in` |
| security groups | `groups_let_in`, `machines_let_in` |
| both firewalls | `open_through_both` |
| a machine | `groups_of`, `has_public_address`, `asks_for_public_address` |
| a machine, service or load balancer | `stands_cut_off` |

"The internet" is a large part of it, in one range or in many: more than a 256th of the addresses of IPv4, or an
eighth of IPv6's global ones.
"""

from pytest_aisec.analysis.network.acls import (
    acls_around,
    is_unfiltered,
    lets_everything_in,
    lets_everything_out,
    lets_in,
    lets_out,
    lets_the_internet_in,
    network_acls,
    ports_let_in,
)
from pytest_aisec.analysis.network.addresses import (
    asks_for_public_address,
    gives_public_addresses,
    has_public_address,
)
from pytest_aisec.analysis.network.answers import unanswered, unanswered_calls
from pytest_aisec.analysis.network.blocks import is_cut_off, stands_cut_off
from pytest_aisec.analysis.network.groups import (
    is_open_to_the_internet,
    open_ports,
    opens_every_port,
    sends_anything,
    sends_everything,
)
from pytest_aisec.analysis.network.layers import open_through_both
from pytest_aisec.analysis.network.neighbours import (
    MACHINES,
    default_groups,
    groups_let_in,
    groups_of,
    machines_in,
    machines_let_in,
)
from pytest_aisec.analysis.network.routes import is_public, is_public_for_ipv6, public_among, routes

__all__ = [
    "MACHINES",
    "acls_around",
    "asks_for_public_address",
    "default_groups",
    "gives_public_addresses",
    "groups_let_in",
    "groups_of",
    "has_public_address",
    "is_cut_off",
    "is_open_to_the_internet",
    "is_public",
    "is_public_for_ipv6",
    "is_unfiltered",
    "lets_everything_in",
    "lets_everything_out",
    "lets_in",
    "lets_out",
    "lets_the_internet_in",
    "machines_in",
    "machines_let_in",
    "network_acls",
    "open_ports",
    "open_through_both",
    "opens_every_port",
    "ports_let_in",
    "public_among",
    "routes",
    "sends_anything",
    "sends_everything",
    "stands_cut_off",
    "unanswered",
    "unanswered_calls",
]
