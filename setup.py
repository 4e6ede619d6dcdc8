"""Install the folder policies/ as pytest_aisec_policies, a mapping that pyproject.toml has no words for."""

from setuptools import find_packages, setup

POLICIES = "pytest_aisec_policies"

setup(
    packages=[
        *find_packages(include=["pytest_aisec", "pytest_aisec.*"]),
        "pytest_aisec.compliance.frameworks",  # nothing but data, which setuptools takes for a package
        POLICIES,
        *(f"{POLICIES}.{name}" for name in find_packages("policies")),
    ],
    package_dir={"pytest_aisec": "pytest_aisec", POLICIES: "policies"},
)
