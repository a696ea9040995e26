/** One HTTP answer before it is sent. `body` is sent as it is; an empty one has no Content-Type. */
export type Answer = {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string;
};

type Headers = Answer['headers'];

export const emptyAnswer = (status: number, headers: Headers = {}): Answer => ({ status, headers, body: '' });

export const jsonAnswer = (status: number, value: unknown, headers: Headers = {}): Answer => ({
  status,
  headers: { ...headers, 'content-type': 'application/json' },
  body: JSON.stringify(value),
});

export const htmlAnswer = (status: number, title: string): Answer => ({
  status,
  headers: { 'content-type': 'text/html' },
  body: `<!doctype html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`,
});

export type Problem = {
  status: number;
  title: string;
  detail: string;
  instance: string;
  headers?: Headers;
  errors?: readonly string[];
};

/** The service's own errors are problem documents; a gateway's or a filter's never are. */
export const problemAnswer = ({ headers = {}, status, ...problem }: Problem): Answer => ({
  status,
  headers: { ...headers, 'content-type': 'application/problem+json' },
  body: JSON.stringify({ type: 'about:blank', status, ...problem }),
});

export const withHeaders = (answer: Answer, headers: Headers): Answer => ({
  ...answer,
  headers: { ...answer.headers, ...headers },
});
