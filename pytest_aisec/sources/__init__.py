"""Where resources are read from: Terraform, CloudFormation, live AWS, snapshots."""
