import type { AutomationStep } from './automation-steps.ts';

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
