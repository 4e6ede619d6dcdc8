# Inspector was switched on for one kind of thing, of which the platform has none any more: its models run on instances,
# from images, behind functions.

resource "aws_inspector2_enabler" "this" {
  account_ids    = ["111122223333"]
  resource_types = ["CODE_REPOSITORY"] # violates: inspector-scans-instances inspector-scans-images inspector-scans-functions inspector-scans-the-code-of-functions
}
