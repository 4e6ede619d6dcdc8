"""The policies about sagemaker."""
