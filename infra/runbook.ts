/** What stands for the name of the stack in a first step, as the runbook writes it; an alarm has the name itself. */
export const STACK = '"$STACK"';

/** How a person asks the deployed function: with the command, or in the console. */
export const ask = (verb: 'check' | 'list'): string =>
  `Run docspace-kill-switch ${verb} --stack ${STACK} (on the Test tab: {"action": "${verb}"})`;

/** Section of the runbook about an outcome, for notifications: the name may stand for one that is known later. */
export const outcomeAnchor = (outcome: string): string => `outcome-${outcome}`;

export const runbookLink = (runbookUrl: string, anchor: string): string => `${runbookUrl}#${anchor}`;
