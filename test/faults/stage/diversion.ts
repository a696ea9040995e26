import type { Operation } from '../../../local/portal/operation.ts';

/** Which calls of the portal something befalls. */
export type Place = { on: Operation | 'any'; skip?: number; times?: number };

/** What befalls a call of the portal on its way, before any portal sees it, or to the clock meanwhile. */
export type Diversion = { to: string } | { clockJumpsByMs: number };

const operationOf = (url: string, method: string): string => {
  if (url.endsWith('/security/oauth2/token')) return 'token';
  if (url.endsWith('/regenerate')) return 'regenerate';
  return method === 'GET' ? 'read' : 'activate';
};

/** `straightFetch`, but that it sends chosen calls of the portal elsewhere. */
export const divertingFetch = (pass: (milliseconds: number) => void, straightFetch: typeof fetch) => {
  const rule: { place?: Place; diversion?: Diversion; seen: number } = { seen: 0 };

  const befalls = (url: string, method: string): Diversion | undefined => {
    const { place, diversion } = rule;
    if (place === undefined || (place.on !== 'any' && place.on !== operationOf(url, method)))
      return undefined;
    const nth = rule.seen - (place.skip ?? 0);
    rule.seen += 1;
    return nth >= 0 && nth < (place.times ?? Number.POSITIVE_INFINITY) ? diversion : undefined;
  };

  const divertedFetch: typeof fetch = async (input, init) => {
    const url = String(input);
    const diversion = befalls(url, init?.method ?? 'GET');
    if (diversion === undefined) return straightFetch(url, init);
    if ('to' in diversion) {
      const { pathname } = new URL(url);
      return fetch(`${diversion.to}${pathname}`, init);
    }
    const answer = await straightFetch(url, init);
    pass(diversion.clockJumpsByMs);
    return answer;
  };

  return {
    fetch: divertedFetch,
    divert: (place: Place, diversion: Diversion) => {
      rule.place = place;
      rule.diversion = diversion;
      rule.seen = 0;
    },
    straight: () => {
      delete rule.place;
    },
  };
};
