import type { Refusal } from '../policy/guard.ts';

/** Before the request that says for the console what the step before it says for a shell. */
export const IN_CONSOLE = 'In the console: ';

/** The one command that contains a client, for whoever has the repository; no word of it comes from outside. */
export const disableCommand = (clientId: string | null, stackName: string): string =>
  `docspace-kill-switch disable ${clientId ?? '<UUID>'} --stack ${stackName} --reason "<why>"`;

const BREAKER =
  'If the alerts are right, let alerts act again: {"action": "reset-breaker", "reason": "<why>"}; {"action": "list"} names every client that is held.';

/** What a person does about a client that is held. */
export const holdSteps = ({
  clientId,
  stackName,
  guard,
  enabledBefore,
}: {
  clientId: string | null;
  stackName: string;
  guard: Refusal | undefined;
  enabledBefore: boolean | null;
}): string[] => [
  `To disable it: ${disableCommand(clientId, stackName)}`,
  `${IN_CONSOLE}{"action": "disable", "clientId": "${clientId ?? ''}", "reason": "<why>"}`,
  ...(guard?.name === 'breaker-open' ? [BREAKER] : []),
  ...(enabledBefore === true
    ? [
        `If the alert is wrong, this ends the hold and writes nothing: {"action": "enable", "clientId": "${clientId ?? ''}", "reason": "<why>", "acceptUnrotatedSecret": true}`,
      ]
    : []),
];
