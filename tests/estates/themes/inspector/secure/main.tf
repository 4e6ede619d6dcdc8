# Inspector looks at all that the models of the platform run on: instances, images, functions and their code.

resource "aws_inspector2_enabler" "this" {
  account_ids    = ["111122223333"]
  resource_types = ["EC2", "ECR", "LAMBDA", "LAMBDA_CODE"]
}

resource "aws_inspector2_filter" "accepted" {
  name   = "accepted"
  action = "SUPPRESS"
  filter_criteria {
    vulnerability_id {
      comparison = "EQUALS"
      value      = "CVE-2025-0001"
    }
  }
}

resource "aws_instance" "chat" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "g5.xlarge"
  tags          = { Name = "chat" }
}
