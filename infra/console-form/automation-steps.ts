/** One step of a document of Systems Manager Automation. @see https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-actions.html */
export type AutomationStep = {
  name: string;
  action: string;
  inputs: Record<string, unknown>;
  outputs?: { Name: string; Selector: string; Type: string }[];
  timeoutSeconds?: number;
  nextStep?: string;
  isEnd?: true;
};

/** Content of a document, as CloudFormation takes it. */
export type AutomationDocument = {
  schemaVersion: '0.3';
  description: string;
  assumeRole: string;
  parameters: Record<string, Record<string, unknown>>;
  outputs: string[];
  mainSteps: AutomationStep[];
};

/** The parameters of both documents. None may hold a quote, a brace or a backslash: values become part of a payload. */
export const CLIENT_ID = {
  type: 'String',
  description: 'The UUID of the OAuth2 client.',
  allowedPattern: '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$',
};

export const REASON = {
  type: 'String',
  description: 'Why, in a few words, without quotes and braces. It is kept with the result.',
  allowedPattern: '^[^"\\\\{}<>\\r\\n]{3,500}$',
};

/** A choice and not a Boolean: the payload has the truth itself, so that nothing depends on how a text is converted. */
export const choice = (description: string, values: [fallback: string, ...others: string[]]) => ({
  type: 'String',
  description,
  allowedValues: values,
  default: values[0],
});

/** Invokes the function once; a run by hand ends after 50 s. */
export const invoke = (
  name: string,
  functionName: string,
  payload: Record<string, unknown>,
  then: { qualifier?: string; nextStep?: string },
): AutomationStep => ({
  name,
  action: 'aws:invokeLambdaFunction',
  timeoutSeconds: 120,
  inputs: {
    FunctionName: functionName,
    ...(then.qualifier === undefined ? {} : { Qualifier: then.qualifier }),
    InputPayload: payload,
  },
  ...(then.nextStep === undefined ? { isEnd: true } : { nextStep: then.nextStep }),
});

/**
 * Goes on to the end only where the answer of a step has one of these outcomes: a green execution claims what was
 * proven. Text from outside cannot pretend to be one, because in the answer its quotes have backslashes.
 */
export const provenBy = (
  name: string,
  {
    step,
    outcomes,
    proven,
    notProven,
  }: { step: string; outcomes: string[]; proven: string; notProven: string },
): AutomationStep => ({
  name,
  action: 'aws:branch',
  inputs: {
    Choices: outcomes.map((outcome) => ({
      NextStep: proven,
      Variable: `{{ ${step}.Payload }}`,
      Contains: `"outcome":"${outcome}"`,
    })),
    Default: notProven,
  },
});

/** Ends the execution as failed, with a message. */
export const fail = (name: string, message: string): AutomationStep => ({
  name,
  action: 'aws:executeScript',
  inputs: {
    Runtime: 'python3.11',
    Handler: 'fail',
    Script: `def fail(events, context):\n    raise RuntimeError(${JSON.stringify(message)})\n`,
  },
  isEnd: true,
});

/** Ends the execution as it is: no action does nothing, and a second is the shortest sleep. */
export const end = (name: string): AutomationStep => ({
  name,
  action: 'aws:sleep',
  inputs: { Duration: 'PT1S' },
  isEnd: true,
});
