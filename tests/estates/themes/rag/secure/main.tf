# A law firm's assistant looks things up in five stores that only the firm reaches, encrypted with its own key. What is
# taken in comes from named hosts, and from buckets of its own.

# Statutes: crawled from the web into a collection.

resource "aws_bedrockagent_knowledge_base" "statutes" {
  name     = "statutes"
  role_arn = aws_iam_role.retrieval.arn
  knowledge_base_configuration {
    type = "VECTOR"
    vector_knowledge_base_configuration {
      embedding_model_arn = "arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-embed-text-v2:0"
    }
  }
  storage_configuration {
    type = "OPENSEARCH_SERVERLESS"
    opensearch_serverless_configuration {
      collection_arn    = aws_opensearchserverless_collection.statutes.arn
      vector_index_name = "statutes"
      field_mapping {
        vector_field   = "vector"
        text_field     = "text"
        metadata_field = "metadata"
      }
    }
  }
}

resource "aws_bedrockagent_data_source" "gazette" {
  name              = "gazette"
  knowledge_base_id = aws_bedrockagent_knowledge_base.statutes.id
  data_source_configuration {
    type = "WEB"
    web_configuration {
      crawler_configuration {
        scope = "HOST_ONLY"
      }
      source_configuration {
        url_configuration {
          seed_urls {
            url = "https://gazette.example.com/"
          }
        }
      }
    }
  }
  server_side_encryption_configuration {
    kms_key_arn = aws_kms_key.firm.arn
  }
}

resource "aws_opensearchserverless_collection" "statutes" {
  name = "statutes"
  type = "VECTORSEARCH"
}

resource "aws_opensearchserverless_security_policy" "encryption" {
  name = "statutes"
  type = "encryption"
  policy = jsonencode({
    Rules       = [{ ResourceType = "collection", Resource = ["collection/statutes"] }]
    AWSOwnedKey = false
    KmsARN      = aws_kms_key.firm.arn
  })
}

resource "aws_opensearchserverless_security_policy" "network" {
  name = "statutes"
  type = "network"
  policy = jsonencode([{
    Rules           = [{ ResourceType = "collection", Resource = ["collection/statutes"] }]
    AllowFromPublic = false
    SourceVPCEs     = [aws_opensearchserverless_vpc_endpoint.firm.id]
  }])
}

resource "aws_opensearchserverless_access_policy" "statutes" {
  name = "statutes"
  type = "data"
  policy = jsonencode([{
    Rules = [{
      ResourceType = "index"
      Resource     = ["index/statutes/*"]
      Permission   = ["aoss:ReadDocument", "aoss:WriteDocument"]
    }]
    Principal = [aws_iam_role.retrieval.arn]
  }])
}

resource "aws_opensearchserverless_vpc_endpoint" "firm" {
  name               = "firm"
  vpc_id             = aws_vpc.firm.id
  subnet_ids         = [aws_subnet.private.id]
  security_group_ids = [aws_security_group.search.id]
}

# Contracts: from a bucket of the firm into an OpenSearch domain.

resource "aws_bedrockagent_knowledge_base" "contracts" {
  name     = "contracts"
  role_arn = aws_iam_role.retrieval.arn
  knowledge_base_configuration {
    type = "VECTOR"
    vector_knowledge_base_configuration {
      embedding_model_arn = "arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-embed-text-v2:0"
    }
  }
  storage_configuration {
    type = "OPENSEARCH_MANAGED_CLUSTER"
    opensearch_managed_cluster_configuration {
      domain_arn        = aws_opensearch_domain.contracts.arn
      domain_endpoint   = "https://${aws_opensearch_domain.contracts.endpoint}"
      vector_index_name = "contracts"
      field_mapping {
        vector_field   = "vector"
        text_field     = "text"
        metadata_field = "metadata"
      }
    }
  }
}

resource "aws_bedrockagent_data_source" "contracts" {
  name              = "contracts"
  knowledge_base_id = aws_bedrockagent_knowledge_base.contracts.id
  data_source_configuration {
    type = "S3"
    s3_configuration {
      bucket_arn = aws_s3_bucket.contracts.arn
    }
  }
  server_side_encryption_configuration {
    kms_key_arn = aws_kms_key.firm.arn
  }
}

resource "aws_s3_bucket" "contracts" {
  bucket = "firm-contracts"
}

resource "aws_opensearch_domain" "contracts" {
  domain_name    = "contracts"
  engine_version = "OpenSearch_2.13"
  vpc_options {
    subnet_ids         = [aws_subnet.private.id]
    security_group_ids = [aws_security_group.search.id]
  }
  encrypt_at_rest {
    enabled    = true
    kms_key_id = aws_kms_key.firm.key_id
  }
  node_to_node_encryption {
    enabled = true
  }
  advanced_security_options {
    enabled = true
    master_user_options {
      master_user_arn = aws_iam_role.retrieval.arn
    }
  }
  domain_endpoint_options {
    enforce_https       = true
    tls_security_policy = "Policy-Min-TLS-1-2-PFS-2023-10"
  }
}

# Opinions: in tables of Aurora.

resource "aws_bedrockagent_knowledge_base" "opinions" {
  name     = "opinions"
  role_arn = aws_iam_role.retrieval.arn
  knowledge_base_configuration {
    type = "VECTOR"
    vector_knowledge_base_configuration {
      embedding_model_arn = "arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-embed-text-v2:0"
    }
  }
  storage_configuration {
    type = "RDS"
    rds_configuration {
      resource_arn           = aws_rds_cluster.opinions.arn
      credentials_secret_arn = aws_rds_cluster.opinions.master_user_secret[0].secret_arn
      database_name          = "opinions"
      table_name             = "opinions"
      field_mapping {
        primary_key_field = "id"
        vector_field      = "vector"
        text_field        = "text"
        metadata_field    = "metadata"
      }
    }
  }
}

resource "aws_rds_cluster" "opinions" {
  cluster_identifier          = "opinions"
  engine                      = "aurora-postgresql"
  master_username             = "postgres"
  manage_master_user_password = true
  enable_http_endpoint        = true
  storage_encrypted           = true
  kms_key_id                  = aws_kms_key.firm.arn
}

resource "aws_rds_cluster_instance" "opinions" {
  cluster_identifier  = aws_rds_cluster.opinions.id
  engine              = "aurora-postgresql"
  instance_class      = "db.serverless"
  publicly_accessible = false
}

# Who is who: a graph that the assistant searches itself.

resource "aws_neptunegraph_graph" "parties" {
  graph_name          = "parties"
  provisioned_memory  = 16
  public_connectivity = false
  kms_key_identifier  = aws_kms_key.firm.arn
  vector_search_configuration {
    vector_search_dimension = 1024
  }
}

# Letters: a bucket of vectors that the assistant searches itself.

resource "aws_s3vectors_vector_bucket" "letters" {
  vector_bucket_name = "letters"
  encryption_configuration {
    sse_type    = "aws:kms"
    kms_key_arn = aws_kms_key.firm.arn
  }
}

resource "aws_s3vectors_index" "letters" {
  index_name         = "letters"
  vector_bucket_name = aws_s3vectors_vector_bucket.letters.vector_bucket_name
  data_type          = "float32"
  dimension          = 1024
  distance_metric    = "cosine"
}

resource "aws_s3vectors_vector_bucket_policy" "letters" {
  vector_bucket_arn = aws_s3vectors_vector_bucket.letters.vector_bucket_arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = aws_iam_role.retrieval.arn }
      Action    = ["s3vectors:QueryVectors", "s3vectors:GetVectors"]
      Resource  = "*"
    }]
  })
}

resource "aws_iam_role" "retrieval" {
  name = "retrieval"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "bedrock.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_kms_key" "firm" {
  description         = "What the firm looks things up in"
  enable_key_rotation = true
}

resource "aws_vpc" "firm" {
  cidr_block = "10.30.0.0/16"
}

resource "aws_subnet" "private" {
  vpc_id     = aws_vpc.firm.id
  cidr_block = "10.30.1.0/24"
}

resource "aws_security_group" "search" {
  name   = "search"
  vpc_id = aws_vpc.firm.id
  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = [aws_subnet.private.cidr_block]
  }
}
