resource "aws_ssm_parameter" "filler" {
  count = COUNT
  name  = "/${local.prefix}/parameters/${count.index}"
  type  = "String"
  value = tostring(count.index)
}
