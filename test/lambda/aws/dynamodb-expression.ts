import * as z from 'zod';

/** A value as DynamoDB has it on the wire. */
export type Value =
  | { S: string }
  | { N: string }
  | { BOOL: boolean }
  | { NULL: true }
  | { L: Value[] }
  | { M: Record<string, Value> };

export const ValueSchema: z.ZodType<Value> = z.lazy(() =>
  z.union([
    z.strictObject({ S: z.string() }),
    z.strictObject({ N: z.string().regex(/^-?\d+(\.\d+)?$/) }),
    z.strictObject({ BOOL: z.boolean() }),
    z.strictObject({ NULL: z.literal(true) }),
    z.strictObject({ L: z.array(ValueSchema) }),
    z.strictObject({ M: z.record(z.string(), ValueSchema) }),
  ]),
);

export type Item = Record<string, Value>;

/** The answer of the real one to what it cannot take. */
export class ValidationError extends Error {
  override readonly name = 'ValidationException' as const;
}

const TOKEN = /\s*([#:]\w+|[a-zA-Z_]+|[().,=<>])/y;

const tokensOf = (text: string): string[] => {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const [, token] = TOKEN.exec(text) ?? [];
    if (token === undefined) throw new ValidationError(`unknown token at ${at}: ${text.slice(at, at + 30)}`);
    tokens.push(token);
  }
  return tokens;
};

const at = (item: Item, path: readonly string[]): Value | undefined => {
  let value: Value | undefined = { M: item };
  for (const name of path) value = value !== undefined && 'M' in value ? value.M[name] : undefined;
  return value;
};

const sizeOf = (value: Value | undefined): Value | undefined =>
  value !== undefined && 'M' in value ? { N: `${Object.keys(value.M).length}` } : undefined;

/** What is missing compares with nothing: every comparison with it is false. */
const compares = (operator: string, a: Value | undefined, b: Value | undefined): boolean => {
  if (a === undefined || b === undefined) return false;
  if (operator === '=') return JSON.stringify(a) === JSON.stringify(b);
  if (!('N' in a && 'N' in b)) throw new ValidationError(`only numbers are compared by ${operator} here`);
  return operator === '<' ? Number(a.N) < Number(b.N) : Number(a.N) > Number(b.N);
};

/**
 * The expressions that the ledger's store uses, and not one more: conditions of `=`, `<`, `>`, `size`,
 * `attribute_not_exists`, AND, OR and parentheses; updates of SET, with or without
 * `if_not_exists`, of REMOVE, or of both in this order. Names and values
 * that no expression uses are refused, as by the real one.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html
 */
export const createExpressions = (names: Record<string, string>, values: Item) => {
  const used = new Set<string>();

  const reader = (text: string) => {
    const tokens = tokensOf(text);
    const take = (): string => {
      const token = tokens.shift();
      if (token === undefined) throw new ValidationError(`ends too early: ${text}`);
      return token;
    };
    const expectToken = (wanted: string): void => {
      const token = take();
      if (token !== wanted) throw new ValidationError(`${wanted} expected, not ${token}: ${text}`);
    };
    const accept = (wanted: string): boolean => {
      if (tokens[0] !== wanted) return false;
      tokens.shift();
      return true;
    };
    const path = (): string[] => {
      const steps: string[] = [];
      do {
        const alias = take();
        const name = names[alias];
        // Names without an alias may be reserved words one day.
        if (name === undefined) throw new ValidationError(`${alias} is no known name: ${text}`);
        used.add(alias);
        steps.push(name);
      } while (accept('.'));
      return steps;
    };
    const operand = (item: Item): Value | undefined => {
      if (tokens[0]?.startsWith(':')) {
        const alias = take();
        const value = values[alias];
        if (value === undefined) throw new ValidationError(`${alias} is no known value: ${text}`);
        used.add(alias);
        return value;
      }
      if (!accept('size')) return at(item, path());
      expectToken('(');
      const size = sizeOf(at(item, path()));
      expectToken(')');
      return size;
    };
    return { tokens, take, expectToken, accept, path, operand };
  };

  const holds = (item: Item, text: string): boolean => {
    const { tokens, take, expectToken, accept, path, operand } = reader(text);
    const single = (): boolean => {
      if (accept('(')) {
        const inner = either();
        expectToken(')');
        return inner;
      }
      if (accept('attribute_not_exists')) {
        expectToken('(');
        const value = at(item, path());
        expectToken(')');
        return value === undefined;
      }
      const left = operand(item);
      const operator = take();
      if (!['=', '<', '>'].includes(operator)) throw new ValidationError(`no operator: ${operator}`);
      return compares(operator, left, operand(item));
    };
    // Both sides are read in any case: what is there must be right.
    const both = (): boolean => {
      let all = single();
      while (accept('AND')) all = single() && all;
      return all;
    };
    const either = (): boolean => {
      let any = both();
      while (accept('OR')) any = both() || any;
      return any;
    };
    const result = either();
    if (tokens.length > 0) throw new ValidationError(`too much: ${tokens.join(' ')}`);
    return result;
  };

  const parentOf = (item: Item, path: readonly string[]): { parent: Item; last: string } => {
    const last = path.at(-1);
    const parent = at(item, path.slice(0, -1));
    if (last === undefined || parent === undefined || !('M' in parent))
      throw new ValidationError('the document path is not valid for this item');
    return { parent: parent.M, last };
  };

  /** The parts of an item at some paths, as far as they are there. */
  const partsOf = (item: Item, paths: readonly (readonly string[])[]): Item => {
    const parts: Item = {};
    for (const path of paths) {
      const value = at(item, path);
      const [top = '', ...below] = path;
      if (value === undefined) continue;
      const last = below.at(-1);
      if (last === undefined) parts[top] = value;
      else {
        const map = parts[top];
        parts[top] = { M: { ...(map !== undefined && 'M' in map ? map.M : {}), [last]: value } };
      }
    }
    return parts;
  };

  /** @returns the changed item, and the parts that it touched as they were; the given one stays as it is */
  const updated = (before: Item, text: string): { item: Item; updatedOld: Item } => {
    const item = structuredClone(before);
    const { tokens, expectToken, accept, path, operand } = reader(text);
    const touched: string[][] = [];
    const sets = accept('SET');
    if (sets)
      do {
        const target = path();
        touched.push(target);
        expectToken('=');
        let value: Value | undefined;
        if (accept('if_not_exists')) {
          expectToken('(');
          const kept = at(before, path());
          expectToken(',');
          value = kept ?? operand(before);
          if (kept !== undefined) operand(before);
          expectToken(')');
        } else value = operand(before);
        if (value === undefined) throw new ValidationError('nothing to set');
        const { parent, last } = parentOf(item, target);
        parent[last] = value;
      } while (accept(','));
    if (!sets && tokens[0] !== 'REMOVE') throw new ValidationError(`SET or REMOVE expected: ${text}`);
    if (accept('REMOVE'))
      do {
        const removed = path();
        touched.push(removed);
        const place = parentOf(item, removed);
        delete place.parent[place.last];
      } while (accept(','));
    if (tokens.length > 0) throw new ValidationError(`too much: ${tokens.join(' ')}`);
    if (new Set(touched.map((steps) => steps.join('.'))).size < touched.length)
      throw new ValidationError('two document paths overlap');
    return { item, updatedOld: partsOf(before, touched) };
  };

  const expectAllUsed = (): void => {
    const idle = [...Object.keys(names), ...Object.keys(values)].filter((alias) => !used.has(alias));
    if (idle.length > 0) throw new ValidationError(`unused in expressions: ${idle.join(', ')}`);
  };

  return { holds, updated, expectAllUsed };
};
