# Inspector looks at all that the models of the platform run on: instances, images, functions and their code.

resource "aws_inspector2_enabler" "this" {
  account_ids    = ["111122223333"]
  resource_types = ["EC2", "ECR", "LAMBDA", "LAMBDA_CODE"]
}
