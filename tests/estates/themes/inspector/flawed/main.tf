# Inspector was switched on for one kind of thing, of which the platform has none any more: its models run on instances,
# from images, behind functions.

resource "aws_inspector2_enabler" "this" {
  account_ids    = ["111122223333"]
  resource_types = ["CODE_REPOSITORY"] # violates: inspector-scans-instances inspector-scans-images inspector-scans-functions inspector-scans-the-code-of-functions
}

resource "aws_inspector2_filter" "quiet" {
  name   = "quiet"
  action = "SUPPRESS"
  filter_criteria { # violates: inspector-filter-hides-no-finding-that-matters
    resource_type {
      comparison = "EQUALS"
      value      = "AWS_EC2_INSTANCE"
    }
  }
}

resource "aws_instance" "chat" { # violates: model-host-is-not-kept-from-inspector
  ami           = "ami-0123456789abcdef0"
  instance_type = "g5.xlarge"
  tags          = { InspectorEc2Exclusion = "true" }
}
