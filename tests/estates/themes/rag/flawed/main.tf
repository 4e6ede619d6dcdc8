# A law firm's assistant looks things up in five stores, and nearly everybody can look in them too, or add to them: they
# stand in the internet, under AWS's own keys, and what is taken in comes from wherever somebody else likes.

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

resource "aws_bedrockagent_data_source" "gazette" { # violates: documents-in-transit-are-encrypted-with-a-customer-managed-key
  name              = "gazette"
  knowledge_base_id = aws_bedrockagent_knowledge_base.statutes.id
  data_source_configuration {
    type = "WEB"
    web_configuration {
      crawler_configuration {
        scope = "SUBDOMAINS" # violates: crawler-stays-on-named-hosts
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
    AWSOwnedKey = true # violates: collection-is-encrypted-with-a-customer-managed-key
  })
}

resource "aws_opensearchserverless_security_policy" "network" {
  name = "statutes"
  type = "network"
  policy = jsonencode([{
    Rules           = [{ ResourceType = "collection", Resource = ["collection/statutes"] }]
    AllowFromPublic = true # violates: collection-cannot-be-reached-from-the-internet
  }])
}

resource "aws_opensearchserverless_access_policy" "statutes" {
  name = "statutes"
  type = "data"
  policy = jsonencode([{
    Rules = [{
      ResourceType = "index"
      Resource     = ["index/*/*"] # violates: data-access-policy-names-its-collections
      Permission   = ["aoss:ReadDocument", "aoss:WriteDocument"]
    }]
    Principal = ["arn:aws:iam::111122223333:role/*"] # violates: data-access-policy-names-its-principals
  }])
}

# Contracts: from the bucket of a translation agency into an OpenSearch domain.

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

resource "aws_bedrockagent_data_source" "contracts" { # violates: documents-in-transit-are-encrypted-with-a-customer-managed-key
  name              = "contracts"
  knowledge_base_id = aws_bedrockagent_knowledge_base.contracts.id
  data_source_configuration {
    type = "S3"
    s3_configuration {
      bucket_arn              = "arn:aws:s3:::agency-translations"
      bucket_owner_account_id = "444455556666" # violates: documents-come-from-trusted-accounts
    }
  }
}

resource "aws_opensearch_domain" "contracts" { # violates: search-domain-is-in-a-vpc search-domain-gives-rights-to-indexes search-domain-nodes-talk-encrypted
  domain_name    = "contracts"
  engine_version = "OpenSearch_2.13"
  encrypt_at_rest { # violates: search-domain-is-encrypted-with-a-customer-managed-key
    enabled = true
  }
  domain_endpoint_options {
    enforce_https = false # violates: search-domain-answers-over-https-only
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

resource "aws_rds_cluster" "opinions" { # violates: vector-database-is-encrypted-with-a-customer-managed-key
  cluster_identifier          = "opinions"
  engine                      = "aurora-postgresql"
  master_username             = "postgres"
  manage_master_user_password = true
  enable_http_endpoint        = true
}

resource "aws_rds_cluster_instance" "opinions" {
  cluster_identifier  = aws_rds_cluster.opinions.id
  engine              = "aurora-postgresql"
  instance_class      = "db.serverless"
  publicly_accessible = true # violates: vector-database-has-no-public-address
}

# Who is who: a graph that the assistant searches itself.

resource "aws_neptunegraph_graph" "parties" { # violates: vector-graph-is-encrypted-with-a-customer-managed-key
  graph_name          = "parties"
  provisioned_memory  = 16
  public_connectivity = true # violates: vector-graph-cannot-be-reached-from-the-internet
  vector_search_configuration {
    vector_search_dimension = 1024
  }
}

# Letters: a bucket of vectors that the assistant searches itself.

resource "aws_s3vectors_vector_bucket" "letters" { # violates: vector-bucket-is-encrypted-with-a-customer-managed-key
  vector_bucket_name = "letters"
}

resource "aws_s3vectors_index" "letters" {
  index_name         = "letters"
  vector_bucket_name = aws_s3vectors_vector_bucket.letters.vector_bucket_name # violates: vector-index-is-encrypted-with-a-customer-managed-key
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
      Principal = "*" # violates: vector-bucket-policy-does-not-let-everybody-in
      Action    = ["s3vectors:QueryVectors", "s3vectors:GetVectors", "s3vectors:PutVectors"]
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
