/** Where a store operation may wait so that another one overtakes it. */
export type InterleavingPoint =
  | 'activate:before-commit'
  | 'activate:after-commit'
  | 'activate:after-evict'
  | 'edit:row-read'
  | 'edit:after-commit'
  | 'edit:after-evict'
  | 'read:row-read'
  | 'read:after-fill';

/** Whose point it is. Regenerate passes the `edit:` points and introspection the `read:` points. */
export type StepInfo = {
  kind: 'activate' | 'edit' | 'regenerate' | 'read' | 'introspect';
  clientId: string;
  /** Counts the store's operations from 1, in the order in which they began. */
  operationNumber: number;
};

export type Interleave = (point: InterleavingPoint, step: StepInfo) => void | Promise<void>;
