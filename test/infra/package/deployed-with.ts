import * as z from 'zod';

type Template = {
  Conditions?: Record<string, unknown> | undefined;
  Resources: Record<string, Record<string, unknown>>;
};

const record = z.record(z.string(), z.unknown());
const pair = z.tuple([z.unknown(), z.unknown()]);
const choice = z.tuple([z.string(), z.unknown(), z.unknown()]);

/** Texts that stand together in a join are one. */
const joined = (separator: string, parts: unknown[]): unknown => {
  const flat = parts.flatMap((part, at) => {
    const inner = record.safeParse(part).data?.['Fn::Join'];
    const [innerSeparator, innerParts] = pair.safeParse(inner).data ?? [];
    const own = innerSeparator === '' && Array.isArray(innerParts) ? innerParts : [part];
    return at === 0 || separator === '' ? own : [separator, ...own];
  });
  const merged: unknown[] = [];
  for (const part of flat) {
    const last = merged.at(-1);
    if (typeof part === 'string' && typeof last === 'string') merged[merged.length - 1] = last + part;
    else merged.push(part);
  }
  return merged.length === 1 ? merged[0] : { 'Fn::Join': ['', merged] };
};

/** The same as one list of accounts. */
const ANY_ACCOUNT = z.array(z.strictObject({ account: z.unknown() }));

const NOTHING = Symbol('AWS::NoValue');

/** What an emulator does not have, and a policy for each account instead of one for all. */
const isOfAlertSenders = ({ Type, Properties }: Record<string, unknown>): boolean =>
  Type === 'AWS::Events::EventBusPolicy' &&
  String(record.parse(Properties)['StatementId']).startsWith('alerts-from-');

/** CloudFormation makes a number of the text of a parameter where a number is asked for. */
const asSent = (name: string, value: unknown): unknown =>
  name === 'Code' ? '<code>' : name === 'ReservedConcurrentExecutions' ? Number(value) : value;

/** With the keys of each object in one order. */
const inOrder = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(inOrder);
  const fields = record.safeParse(value).data;
  if (fields === undefined) return value;
  return Object.fromEntries(
    Object.entries(fields)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, one]) => [name, inOrder(one)]),
  );
};

/**
 * The resources that CloudFormation would make of a template with these values, in one order and without their ids; where
 * the code lies and who may send alerts from elsewhere are left out.
 */
export const deployedWith = (
  { Conditions = {}, Resources }: Template,
  values: Record<string, unknown>,
  stackName: string,
): unknown[] => {
  const isList = (name: string) => name === 'alertSources';
  const resolve = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(resolve).filter((one) => one !== NOTHING);
    const fields = record.safeParse(value).data;
    if (fields === undefined) return value;
    const [key = '', ...others] = Object.keys(fields);
    if (others.length === 0) {
      const of = fields[key];
      if (key === 'Ref') {
        if (of === 'AWS::StackName') return stackName;
        if (of === 'AWS::NoValue') return NOTHING;
        if (typeof of !== 'string' || !(of in values)) return value;
        return isList(of) ? String(values[of]).split(',') : String(values[of]);
      }
      if (key === 'Fn::If') {
        const [condition, then, otherwise] = choice.parse(of);
        return resolve(holds(Conditions[condition]) ? then : otherwise);
      }
      if (key === 'Fn::Split') {
        const [separator, text] = pair.parse(of);
        const found = resolve(text);
        return typeof found === 'string' ? found.split(String(separator)) : { [key]: [separator, found] };
      }
      if (key === 'Fn::Select') {
        const [at, list] = pair.parse(of);
        const found = resolve(list);
        return Array.isArray(found) ? found[Number(at)] : { [key]: [at, found] };
      }
      if (key === 'Fn::Join') {
        const [separator, parts] = pair.parse(of);
        const list = resolve(parts);
        return Array.isArray(list) && typeof separator === 'string' ? joined(separator, list) : value;
      }
    }
    const anyOf = ANY_ACCOUNT.safeParse(fields['$or']).data;
    if (anyOf !== undefined) {
      const { $or: _, ...rest } = fields;
      const accounts = anyOf.flatMap(({ account }) => resolve(account));
      return resolve({
        ...rest,
        account: [...new Set(accounts.map((one) => JSON.stringify(one)))].map((one) => JSON.parse(one)),
      });
    }
    return Object.fromEntries(
      Object.entries(fields)
        .map(([name, one]) => [name, resolve(one)] as const)
        .filter(([, one]) => one !== NOTHING),
    );
  };
  const holds = (condition: unknown): boolean => {
    const { 'Fn::Not': negated } = z
      .object({ 'Fn::Not': z.tuple([z.object({ 'Fn::Equals': pair })]) })
      .parse(condition);
    const [left, right] = negated[0]['Fn::Equals'].map(resolve);
    return left !== right;
  };
  return Object.values(Resources)
    .filter((resource) => !isOfAlertSenders(resource))
    .filter(({ Condition }) => typeof Condition !== 'string' || holds(Conditions[Condition]))
    .map(({ Condition: _, ...resource }) => resolve(resource))
    .map((resource) => JSON.stringify(inOrder(resource), asSent))
    .sort()
    .map((text): unknown => JSON.parse(text));
};
