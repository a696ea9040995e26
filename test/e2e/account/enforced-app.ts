import { App, Aspects, CliCredentialsStackSynthesizer, type IAspect, Stack } from 'aws-cdk-lib';
import { CfnPolicy } from 'aws-cdk-lib/aws-iam';
import { CfnQueuePolicy } from 'aws-cdk-lib/aws-sqs';
import type { IConstruct } from 'constructs';
import * as z from 'zod';
import { addResponderStacks } from '../../../infra/add-responder-stacks.ts';
import { readSettingsFile } from '../../../infra/settings-file.ts';
import { FILE_KEY } from '../../../infra/settings-in-context.ts';
import { SHORT_OF } from './enforced-stacks.ts';

const ActionsSchema = z.preprocess(
  (action) => (Array.isArray(action) ? action : [action]),
  z.array(z.string()),
);
const StatementSchema = z.looseObject({ Effect: z.string(), Action: ActionsSchema });
const DocumentSchema = z.looseObject({ Statement: z.array(StatementSchema) });

type Statement = z.infer<typeof StatementSchema>;

/** Rewrites the statements of every policy of a kind; one that has none left is not deployed. */
const eachStatement = (
  kind: typeof CfnPolicy | typeof CfnQueuePolicy,
  rewrite: (statement: Statement) => Statement | undefined,
): IAspect => ({
  visit: (node: IConstruct) => {
    if (!(node instanceof kind)) return;
    const document = DocumentSchema.parse(Stack.of(node).resolve(node.policyDocument));
    const left = document.Statement.flatMap((statement) => rewrite(statement) ?? []);
    if (left.length > 0) node.policyDocument = { ...document, Statement: left };
    else node.node.scope?.node.tryRemoveChild(node.node.id);
  },
});

/** The real stacks for the account that enforces IAM, which is spoken to without TLS. */
const app = new App({
  // @ts-expect-error: under exactOptionalPropertyTypes CDK's class does not fit CDK's interface.
  defaultStackSynthesizer: new CliCredentialsStackSynthesizer(),
});
const stacks = addResponderStacks(app, readSettingsFile(app.node.tryGetContext(FILE_KEY), process.cwd()));
Aspects.of(app).add(
  eachStatement(CfnQueuePolicy, (statement) => (statement.Effect === 'Deny' ? undefined : statement)),
);
// The emulator knows no condition keys of events: it would refuse every result. The template's tests hold them.
const withoutEventKeys = ({ Condition: _, ...statement }: Statement): Statement => statement;
for (const stack of stacks)
  Aspects.of(stack).add(
    eachStatement(CfnPolicy, (statement) => {
      const left = statement.Action.filter((action) => action !== SHORT_OF[stack.stackName]);
      if (left.length === 0) return undefined;
      return {
        ...(left.includes('events:PutEvents') ? withoutEventKeys(statement) : statement),
        // The emulator takes the name of a bus for that of a rule; the template's tests hold the real one.
        ...(left.includes('events:DescribeEventBus') ? { Resource: '*' } : {}),
        Action: left,
      };
    }),
  );
app.synth();
