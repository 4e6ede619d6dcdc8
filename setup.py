"""Map the folder policies/ to the import package pytest_aisec_policies, which pyproject.toml cannot say for subpackages."""

from setuptools import find_packages, setup

POLICIES = "pytest_aisec_policies"

setup(
    packages=[
        *find_packages(include=["pytest_aisec", "pytest_aisec.*"]),
        POLICIES,
        *(f"{POLICIES}.{name}" for name in find_packages("policies")),
    ],
    package_dir={"pytest_aisec": "pytest_aisec", POLICIES: "policies"},
)
