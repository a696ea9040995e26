import type { Accounts } from './accounts.ts';
import { emptyAnswer, jsonAnswer } from './answer.ts';
import type { Operate } from './exchange.ts';

type AuditRow = {
  action: number;
  /** Milliseconds since the epoch. */
  at: number;
  userId: string;
  target: string;
  /** Shown to every caller: whatever the user calls themselves. */
  user?: string;
};

export type AuditTrail = {
  rows: AuditRow[];
  /** A hosted portal without the quota ignores every filter and answers its last 20 events. */
  hasQuota: boolean;
  /** Events are written this much later than what they are about. */
  lateByMs: number;
};

const COUNT = 100;
const LAST = 20;

/** `GET /api/2.0/security/audit/events/filter`, read in the vendor's source, not measured. */
export const createAuditOperation =
  (accounts: Accounts, trail: AuditTrail): Operate =>
  async ({ headers, now, query }) => {
    const account = accounts.byKey(/^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? '');
    if (account === undefined) return emptyAnswer(401);
    if (!account.isAdmin) return emptyAnswer(403);
    const written = trail.rows.filter(({ at }) => at + trail.lateByMs <= now).sort((a, b) => b.at - a.at);
    const target = query.get('target');
    const from = Date.parse(query.get('from') ?? '0001-01-01');
    const to = Date.parse(query.get('to') ?? '9999-12-31');
    const asked = written.filter((row) => row.target === target && row.at >= from && row.at <= to);
    const count = Math.min(COUNT, Number(query.get('count') ?? COUNT));
    const rows = trail.hasQuota ? asked.slice(0, count) : written.slice(0, LAST);
    return jsonAnswer(200, {
      response: rows.map((row, index) => ({
        id: index + 1,
        date: new Date(row.at).toISOString().replace('Z', '0000+00:00'),
        user: row.user ?? 'Somebody',
        userId: row.userId,
        action: 'OAuth application changed',
        actionId: row.action,
        ip: '192.0.2.1',
        target: [row.target],
      })),
      count: rows.length,
      status: 0,
      statusCode: 200,
    });
  };
