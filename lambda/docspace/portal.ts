import type { DIALECTS } from '../contract/settings.ts';
import { autoDialect } from './auto-dialect.ts';
import { currentDialect } from './current-dialect.ts';
import type { Dialect } from './dialect.ts';
import { documentedDialect } from './documented-dialect.ts';
import { createPortalHttp } from './portal-http.ts';
import { createSession, type FetchApiKey } from './session.ts';

/** The configured portal, in the dialect that the settings name. Lives as long as the container: it holds the signature. */
export const createPortal = ({
  portal,
  dialect,
  fetchApiKey,
  fetch,
  now,
  callTimeoutMs,
}: {
  portal: string;
  dialect: (typeof DIALECTS)[number];
  fetchApiKey: FetchApiKey;
  fetch: typeof globalThis.fetch;
  now: () => Date;
  callTimeoutMs: number;
}): Dialect => {
  const http = createPortalHttp({ portal, fetch, now, callTimeoutMs });
  const current = currentDialect(http, createSession({ http, fetchApiKey, now }));
  const documented = documentedDialect(http, fetchApiKey);
  switch (dialect) {
    case 'current':
      return current;
    case 'documented':
      return documented;
    case 'auto':
      return autoDialect(current, documented);
    default:
      return dialect satisfies never;
  }
};
