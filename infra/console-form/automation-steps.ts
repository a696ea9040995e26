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

/** The last steps of a document, one of which `provenBy` chooses. */
const PROVEN = 'proven';
const NOT_PROVEN = 'notProven';

/**
 * Goes on to the end only where the answer of a step has one of these outcomes: a green execution claims what was
 * proven. Text from outside cannot pretend to be one, because in the answer its quotes have backslashes.
 */
export const provenBy = (
  name: string,
  { step, outcomes }: { step: string; outcomes: string[] },
): AutomationStep => ({
  name,
  action: 'aws:branch',
  inputs: {
    Choices: outcomes.map((outcome) => ({
      NextStep: PROVEN,
      Variable: `{{ ${step}.Payload }}`,
      Contains: `"outcome":"${outcome}"`,
    })),
    Default: NOT_PROVEN,
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

/** Both ends of a document: as failed, with what is not proven, or green. */
export const ends = (notProven: string): AutomationStep[] => [
  fail(NOT_PROVEN, notProven),
  // No action does nothing, and a second is the shortest sleep.
  { name: PROVEN, action: 'aws:sleep', inputs: { Duration: 'PT1S' }, isEnd: true },
];
