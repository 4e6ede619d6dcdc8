// The CDK application whose synthesized output stands beside this file; synthesize.sh writes it anew.
const cdk = require("aws-cdk-lib");
const s3 = require("aws-cdk-lib/aws-s3");
const kms = require("aws-cdk-lib/aws-kms");
const lambda = require("aws-cdk-lib/aws-lambda");
const ec2 = require("aws-cdk-lib/aws-ec2");

class Storage extends cdk.NestedStack {
  constructor(scope, id, props) {
    super(scope, id, props);
    new s3.Bucket(this, "Artifacts", { encryptionKey: props.key, enforceSSL: true });
  }
}

class Platform extends cdk.Stack {
  constructor(scope, id, props) {
    super(scope, id, props);
    this.key = new kms.Key(this, "Key", { enableKeyRotation: true });
    new s3.Bucket(this, "Training", {
      encryption: s3.BucketEncryption.KMS,
      encryptionKey: this.key,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    });
    new lambda.Function(this, "Inference", {
      runtime: lambda.Runtime.PYTHON_3_12,
      handler: "index.handler",
      code: lambda.Code.fromAsset("code"),
      environment: { MODEL: new cdk.CfnParameter(this, "Model", { default: "titan" }).valueAsString },
    });
    new Storage(this, "Storage", { key: this.key });
  }
}

class Consumer extends cdk.Stack {
  constructor(scope, id, props) {
    super(scope, id, props);
    new s3.Bucket(this, "Results", { encryptionKey: props.key });
    new ec2.CfnSecurityGroup(this, "Open", {
      groupDescription: "open",
      securityGroupIngress: [{ ipProtocol: "tcp", fromPort: 22, toPort: 22, cidrIp: "0.0.0.0/0" }],
    });
  }
}

class Environment extends cdk.Stage {
  constructor(scope, id, props) {
    super(scope, id, props);
    const platform = new Platform(this, "Platform");
    new Consumer(this, "Consumer", { key: platform.key });
  }
}

// the context that the CDK's command line sets
const context = { "aws:cdk:enable-path-metadata": true, "aws:cdk:enable-asset-metadata": true };
const app = new cdk.App({ outdir: "cdk.out", analyticsReporting: false, context });
const platform = new Platform(app, "Platform", { env: { account: "123456789012", region: "eu-west-1" } });
new Consumer(app, "Consumer", { env: { account: "123456789012", region: "eu-west-1" }, key: platform.key });
new Environment(app, "Prod");
app.synth();
