#!/bin/sh
# Writes cdk.out anew with the CDK from npm: sh synthesize.sh
set -eu
cd "$(dirname "$0")"
work="$(mktemp -d)"
cp app.js "$work"
(cd "$work" && npm init -y >/dev/null && npm install --no-audit --no-fund aws-cdk-lib@2.276.0 constructs@10 >/dev/null && node app.js)
rm -rf cdk.out
cp -r "$work/cdk.out" cdk.out
# readers need the manifests and the templates; the rest, and the list of feature flags, is for tools of the CDK
find cdk.out -type f ! -name '*.template.json' ! -name manifest.json -delete
for manifest in $(find cdk.out -name manifest.json); do
  node -e '
    const fs = require("fs"), file = process.argv[1], manifest = JSON.parse(fs.readFileSync(file, "utf8"));
    delete manifest.artifacts["aws-cdk-lib/feature-flag-report"];
    fs.writeFileSync(file, JSON.stringify(manifest, null, 2) + "\n");
  ' "$manifest"
done
find cdk.out -type d -empty -delete
rm -rf "$work"
