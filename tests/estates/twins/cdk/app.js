// The CDK application whose synthesized output stands beside this file; synthesize.sh writes it anew.
const cdk = require("aws-cdk-lib");
const bedrock = require("aws-cdk-lib/aws-bedrock");
const ec2 = require("aws-cdk-lib/aws-ec2");
const iam = require("aws-cdk-lib/aws-iam");
const kms = require("aws-cdk-lib/aws-kms");
const s3 = require("aws-cdk-lib/aws-s3");
const sagemaker = require("aws-cdk-lib/aws-sagemaker");

class Research extends cdk.Stack {
  constructor(scope, id) {
    super(scope, id);
    const vpc = new ec2.Vpc(this, "Vpc", {
      ipAddresses: ec2.IpAddresses.cidr("10.30.0.0/16"),
      maxAzs: 2,
      natGateways: 1,
      subnetConfiguration: [
        { name: "public", subnetType: ec2.SubnetType.PUBLIC, cidrMask: 24 },
        { name: "private", subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 24 },
      ],
    });
    const key = new kms.Key(this, "Key", { enableKeyRotation: true, description: "training data" });
    const training = new s3.Bucket(this, "Training", {
      encryption: s3.BucketEncryption.KMS,
      encryptionKey: key,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      versioned: true,
      enforceSSL: true,
    });
    const role = new iam.Role(this, "NotebookRole", { assumedBy: new iam.ServicePrincipal("sagemaker.amazonaws.com") });
    role.addToPolicy(new iam.PolicyStatement({ actions: ["s3:GetObject"], resources: [training.arnForObjects("*")] }));
    const group = new ec2.SecurityGroup(this, "NotebookGroup", { vpc, description: "notebooks", allowAllOutbound: true });
    group.addIngressRule(ec2.Peer.ipv4("10.30.0.0/16"), ec2.Port.tcp(8888), "the team");
    new sagemaker.CfnNotebookInstance(this, "Notebook", {
      instanceType: "ml.g5.xlarge",
      roleArn: role.roleArn,
      subnetId: vpc.privateSubnets[0].subnetId,
      securityGroupIds: [group.securityGroupId],
      directInternetAccess: "Disabled",
      rootAccess: "Disabled",
      kmsKeyId: key.keyId,
    });
    new bedrock.CfnGuardrail(this, "Guardrail", {
      name: "research",
      blockedInputMessaging: "That cannot be asked.",
      blockedOutputsMessaging: "That cannot be answered.",
      contentPolicyConfig: {
        filtersConfig: [
          { type: "PROMPT_ATTACK", inputStrength: "MEDIUM", outputStrength: "NONE" },
          { type: "HATE", inputStrength: "HIGH", outputStrength: "HIGH" },
        ],
      },
    });
  }
}

// the context that the CDK's command line sets
const context = { "aws:cdk:enable-path-metadata": true, "aws:cdk:enable-asset-metadata": true };
const app = new cdk.App({ outdir: "cdk.out", analyticsReporting: false, context });
new Research(app, "Research");
app.synth();
