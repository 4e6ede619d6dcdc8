"""The platform as a live account: moto in a process of its own, seeded through boto3."""
