import * as z from 'zod';

const ConditionSchema = z.strictObject({
  Variable: z.string(),
  StringEquals: z.string().optional(),
  StartsWith: z.string().optional(),
  Contains: z.string().optional(),
});
const ChoiceSchema = z.union([
  ConditionSchema.extend({ NextStep: z.string() }),
  z.strictObject({ NextStep: z.string(), And: z.array(ConditionSchema) }),
]);

const common = {
  name: z.string().regex(/^\w{3,128}$/),
  timeoutSeconds: z.int().optional(),
  nextStep: z.string().optional(),
  isEnd: z.literal(true).optional(),
};

/** The actions that the documents may use, with the inputs that each takes, and what each puts out. */
const StepSchema = z.discriminatedUnion('action', [
  z.strictObject({
    ...common,
    action: z.literal('aws:branch'),
    inputs: z.strictObject({ Choices: z.array(ChoiceSchema).min(1), Default: z.string() }),
  }),
  z.strictObject({
    ...common,
    action: z.literal('aws:invokeLambdaFunction'),
    timeoutSeconds: z.int().min(60).max(300),
    inputs: z.strictObject({
      FunctionName: z.string(),
      Qualifier: z.string().optional(),
      InputPayload: z.record(z.string(), z.union([z.string(), z.boolean()])),
    }),
  }),
  z.strictObject({
    ...common,
    action: z.literal('aws:executeAwsApi'),
    inputs: z.strictObject({
      Service: z.literal('ssm'),
      Api: z.literal('GetAutomationExecution'),
      AutomationExecutionId: z.string(),
    }),
    outputs: z.array(z.strictObject({ Name: z.string(), Selector: z.string(), Type: z.literal('String') })),
  }),
  z.strictObject({
    ...common,
    action: z.literal('aws:approve'),
    inputs: z.strictObject({
      Message: z.string().max(4_096),
      MinRequiredApprovals: z.literal(1),
      Approvers: z.array(z.string()).min(1).max(10),
    }),
  }),
  z.strictObject({
    ...common,
    action: z.literal('aws:executeScript'),
    inputs: z.strictObject({
      Runtime: z.literal('python3.11'),
      Handler: z.string(),
      Script: z.string().regex(/^def fail\(events, context\):\n {4}raise RuntimeError\("[^"\\]+"\)\n$/),
    }),
  }),
  z.strictObject({
    ...common,
    action: z.literal('aws:sleep'),
    inputs: z.strictObject({ Duration: z.literal('PT1S') }),
  }),
]);

const ParameterSchema = z.strictObject({
  type: z.literal('String'),
  description: z.string().max(1_024),
  allowedPattern: z.string().optional(),
  allowedValues: z.array(z.string()).optional(),
  default: z.string().optional(),
});

export const DocumentSchema = z.strictObject({
  schemaVersion: z.literal('0.3'),
  description: z.string(),
  assumeRole: z.unknown(),
  parameters: z.record(z.string().regex(/^\w+$/), ParameterSchema),
  outputs: z.array(z.string()),
  mainSteps: z.array(StepSchema),
});
export type Document = z.infer<typeof DocumentSchema>;
type Step = Document['mainSteps'][number];
type Condition = z.infer<typeof ConditionSchema>;

const EXECUTION_ID = 'automation:EXECUTION_ID';

/** Names of what a step puts out, as later steps name them. */
export const outputsOf = (step: Step): string[] => {
  if (step.action === 'aws:invokeLambdaFunction') return [`${step.name}.Payload`];
  if (step.action === 'aws:approve') return [`${step.name}.ApproverDecisions`, `${step.name}.ApprovalStatus`];
  return step.action === 'aws:executeAwsApi' ? step.outputs.map(({ Name }) => `${step.name}.${Name}`) : [];
};

/** Where a step may lead. */
export const nextOf = (step: Step): string[] =>
  step.action === 'aws:branch'
    ? [...step.inputs.Choices.map(({ NextStep }) => NextStep), step.inputs.Default]
    : [step.nextStep ?? []].flat();

/** What a step names in double braces. */
export const namedIn = (step: Step): string[] =>
  [...JSON.stringify(step.inputs).matchAll(/\{\{\s*([^}]*?)\s*\}\}/g)].map(([, name = '']) => name);

/** What every step may name: parameters and what is always there. */
export const alwaysThere = ({ parameters }: Document): string[] => [...Object.keys(parameters), EXECUTION_ID];

const holds = (
  { Variable, StringEquals, StartsWith, Contains }: Condition,
  fill: (text: string) => string,
) => {
  const value = fill(Variable);
  if (StringEquals !== undefined) return value === StringEquals;
  if (StartsWith !== undefined) return value.startsWith(StartsWith);
  if (Contains !== undefined) return value.includes(Contains);
  throw new Error('a choice compares with nothing');
};

type World = {
  /** Who starts the execution. */
  executedBy?: string;
  /** Invokes the function, as the payload says. */
  invoke: (payload: unknown, qualifier: string | undefined) => Promise<unknown>;
  /** Whether an approver agrees, having read the message. */
  approve?: (message: string) => boolean;
};

/** Runs a document as Automation does. @returns the names of the steps, and whether the execution is green */
export const runDocument = async (
  document: Document,
  given: Record<string, string>,
  { executedBy = '', invoke, approve = () => false }: World,
): Promise<{ steps: string[]; succeeded: boolean }> => {
  const values = new Map([[EXECUTION_ID, 'execution']]);
  for (const [name, { allowedPattern, allowedValues, default: fallback }] of Object.entries(
    document.parameters,
  )) {
    const value = given[name] ?? fallback;
    if (value === undefined) throw new Error(`${name} is required`);
    if (allowedPattern !== undefined && !new RegExp(allowedPattern).test(value))
      throw new Error(`${name} does not match`);
    if (allowedValues !== undefined && !allowedValues.includes(value))
      throw new Error(`${name} is not allowed`);
    values.set(name, value);
  }
  const fill = (text: string): string =>
    text.replaceAll(/\{\{\s*([^}]*?)\s*\}\}/g, (_, name: string) => {
      const value = values.get(name);
      if (value === undefined) throw new Error(`${name} is not known yet`);
      return value;
    });
  const steps: string[] = [];
  let name = document.mainSteps[0]?.name;
  while (name !== undefined) {
    const step = document.mainSteps.find((each) => each.name === name);
    if (step === undefined) throw new Error(`there is no step ${name}`);
    steps.push(step.name);
    name = step.nextStep;
    if (step.action === 'aws:branch') {
      const chosen = step.inputs.Choices.find((choice) =>
        'And' in choice ? choice.And.every((each) => holds(each, fill)) : holds(choice, fill),
      );
      name = chosen?.NextStep ?? step.inputs.Default;
    } else if (step.action === 'aws:invokeLambdaFunction') {
      const payload = Object.fromEntries(
        Object.entries(step.inputs.InputPayload).map(([key, value]) => [
          key,
          typeof value === 'string' ? fill(value) : value,
        ]),
      );
      values.set(`${step.name}.Payload`, JSON.stringify(await invoke(payload, step.inputs.Qualifier)));
    } else if (step.action === 'aws:executeAwsApi') values.set(`${step.name}.Arn`, executedBy);
    else if (step.action === 'aws:executeScript') return { steps, succeeded: false };
    else if (step.action === 'aws:approve') {
      if (!approve(fill(step.inputs.Message))) return { steps, succeeded: false };
      values.set(`${step.name}.ApprovalStatus`, 'Approved');
    }
  }
  return { steps, succeeded: true };
};
