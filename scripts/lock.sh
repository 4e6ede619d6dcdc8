#!/usr/bin/env bash
# Resolve the pinned development environment anew. Needs uv.
set -euo pipefail
cd "$(dirname "$0")/.."
{
  echo "# The pinned development environment: what pyproject.toml asks for, resolved, each file by its hash. Rebuild with scripts/lock.sh."
  uv pip compile -q --no-emit-index-url --no-header --no-annotate --generate-hashes --group dev --extra demo --extra sam \
    --python-version 3.11 pyproject.toml | grep -v -e '^#' -e '^--'
} >requirements-dev.txt.new
mv requirements-dev.txt.new requirements-dev.txt
