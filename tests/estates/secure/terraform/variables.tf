variable "name" {
  description = "The product that this platform serves; names start with it."
  type        = string
  default     = "assistant"
}

variable "environment" {
  description = "The stage, the second part of names."
  type        = string
  default     = "prod"
}

variable "region" {
  description = "The region of the whole platform."
  type        = string
  default     = "us-east-1"
}

variable "vpc_cidr" {
  description = "The addresses of the VPC."
  type        = string
  default     = "10.20.0.0/16"
}

variable "team_cidr" {
  description = "The network from which the team opens TensorBoard."
  type        = string
  default     = "10.60.0.0/16"
}

variable "gpu_image" {
  description = "The machine image with GPU drivers, vLLM and the training code."
  type        = string
  default     = "ami-0c2b8ca1dad447f8a"
}

variable "certificate_arn" {
  description = "The certificate of the public name, given by the pipeline that deploys."
  type        = string
}

locals {
  prefix      = "${var.name}-${var.environment}"
  server_port = 8000
  image_base  = "763104351884.dkr.ecr.${var.region}.amazonaws.com"
}
