/** What a request to the simulator asks for; `unknown` is every path or method that the service does not offer. */
export type Operation =
  | 'token'
  | 'read'
  | 'list'
  | 'activate'
  | 'edit'
  | 'regenerate'
  | 'delete'
  | 'probe'
  | 'issue-token'
  | 'introspect'
  | 'files'
  | 'audit'
  | 'unknown';
