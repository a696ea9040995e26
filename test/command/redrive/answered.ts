import { resultsIn } from '../../../command/redrive/answer.ts';
import { CLIENT_ID } from '../../infra/profiles.ts';

/** A result as the function answers it, as far as redriving reads it. */
export const rawResult = (
  outcome: string,
  { basis = 'none', ...extra }: { basis?: string } & Record<string, unknown> = {},
) => ({
  requestKey: `alert:${CLIENT_ID}`,
  final: true,
  outcome,
  summary: `${outcome}.`,
  trigger: { eventId: 'event', alertId: 'alert', source: 'security.alerts' },
  client: { clientId: CLIENT_ID },
  proof: { basis },
  ...extra,
});

/** The same after the door of the command. */
export const answered = (...of: Parameters<typeof rawResult>) => {
  const [result] = resultsIn(JSON.stringify(rawResult(...of))) ?? [];
  if (result === undefined) throw new Error('redriving cannot read this result');
  return result;
};
