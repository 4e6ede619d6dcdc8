# More buckets, by the module.

module "TEAM_buckets" {
  source   = "./modules/bucket"
  for_each = toset(["artefacts", "checkpoints", "exports"])

  name    = "${local.TEAM_name}-${each.key}"
  key_arn = each.key == "exports" ? null : aws_kms_key.TEAM.arn
  tags    = merge(local.TEAM_tags, { Content = title(each.key) })
}
