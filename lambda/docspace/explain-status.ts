/** The form of a portal's answer: causes differ by it. Never its text: that may hold an e-mail address. */
export type AnswerShape = 'empty' | 'problem' | 'json' | 'html' | 'other';

/** What the call was signed with. A new signature was made of the key just before: the portal accepts that key. */
type Credential = 'key' | 'signature' | 'new signature';

export type RefusedAnswer = {
  operation: string;
  status: number;
  shape: AnswerShape;
  counted: boolean;
  credential?: Credential;
};

const ADDRESS = "DocSpace's IP security or a firewall does not allow the address that this call comes from";

/** The causes of a 403 that the shape of the answer leaves possible. */
const explainRefusal = ({ shape, counted, credential = 'key' }: Omit<RefusedAnswer, 'status'>): string => {
  if (shape === 'problem')
    return "access denied (403): the key's user may not do this; use a DocSpace admin's key";
  if (shape === 'html')
    return 'refused (403) by a page: a firewall or proxy in front of the portal does not allow this call, its method, or the address that it comes from; the key is not the cause';
  if (counted)
    return 'refused (403), for one of these reasons: the service does not take this method or content type (is the dialect right?), or a proxy changes the call or strips its signature';
  if (credential === 'key')
    return `refused (403), for one of these reasons: the key or its scope is not accepted (use a DocSpace admin's key with scope *:read), or ${ADDRESS}`;
  if (shape !== 'empty')
    return `refused (403) by an answer that is not the identity service's: ${ADDRESS}; the key is not the cause`;
  return credential === 'signature'
    ? `refused (403), for one of these reasons: the signature is not accepted, or ${ADDRESS}`
    : `the signature is refused (403) right after the portal accepted the key, so neither the key nor its scope is the cause; it is one of these: the clocks of the portal's own services differ, its identity service does not share the portal's signing secret, or ${ADDRESS}`;
};

/** Why the portal answered like this, in our own words: every cause that the answer leaves possible. */
export const explain = (answer: RefusedAnswer): string => {
  const { operation, status, shape } = answer;
  if (status >= 300 && status < 400) {
    return `the portal redirects (${status}), which is never followed; configure the address that it points to`;
  }
  switch (status) {
    case 400:
      return 'the portal refuses the request as malformed (400)';
    case 401:
      return 'not authenticated (401)';
    case 402:
      return 'the portal is not paid for (402)';
    case 403:
      return explainRefusal(answer);
    case 404:
      if (shape === 'problem') return 'unknown client (404)';
      return operation === 'token exchange'
        ? 'nothing there (404)'
        : 'nothing there (404), and the identity service has not said so: a gateway or proxy answers for it, or another program does';
    case 405:
    case 501:
      return `the method is not allowed (${status}): a proxy in front of the portal blocks it, or the portal's release is older than 3.1`;
    case 500:
      return shape === 'problem'
        ? 'the portal failed (500): its identity service answers, but cannot work; is its database up?'
        : 'the portal failed (500)';
    case 502:
    case 503:
    case 504:
      return `the portal's gateway answers but the service behind it does not (${status})`;
    default:
      return status >= 500 ? `the portal failed (${status})` : `unexpected status ${status}`;
  }
};
