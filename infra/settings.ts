import { closest, distance } from 'fastest-levenshtein';
import * as z from 'zod';
import { PROJECT_ROOT } from './bundle/bundling.ts';
import { problemsOfCaFile } from './ca-certificates.ts';
import { readFunctionSettings, VARIABLE_OF } from './function-settings.ts';
import { SETTING_NAMES, SettingSchema, type StackSettings } from './setting-schema.ts';
import { SettingsError } from './settings-error.ts';

type Given = Readonly<Record<string, unknown>> & { name?: unknown; portals?: unknown; portalUrl?: unknown };

const PORTALS =
  'must be a JSON list such as [{"name": "main", "portalUrl": "https://example.onlyoffice.com"}]';

const jsonOf = (value: unknown): unknown => {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
};

const PortalsSchema = z.preprocess(
  jsonOf,
  z.array(z.looseObject({ name: z.unknown().optional() }), PORTALS).min(1, PORTALS),
);

/** The setting that a typing error was probably meant to be, or all that there are. */
const meant = (key: string): string => {
  const best = closest(key, [...SETTING_NAMES]);
  return distance(key, best) <= best.length * 0.4
    ? `did you mean ${best}?`
    : `known: ${SETTING_NAMES.join(', ')}`;
};

/** An issue by the name of the setting, with what it must be; never the value that was given. */
const problemOf = (issue: z.core.$ZodIssue, given: Given, place: (name: string) => string): string[] => {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map(
      (key) =>
        `${place(key)} is an unknown setting, from -c, settings.json or the context of ~/.cdk.json; ${meant(key)}`,
    );
  const [name = '', entry] = issue.path.map(String);
  const position = entry === undefined ? '' : ` (entry ${Number(entry) + 1})`;
  const missing = given[name] === undefined ? 'is missing: ' : '';
  return [`${place(name)}${position} ${missing}${issue.message}`];
};

/** What is wrong about settings that belong together. */
const problemsTogether = (
  {
    vpcId,
    subnetIds,
    securityGroupIds,
    caCertificateFile,
    alertOrganization,
    alertBusName,
    alertAccounts,
    consoleForm,
    enableApprovers,
  }: z.infer<typeof SettingSchema>,
  place: (name: string) => string,
): string[] => {
  const problems = [];
  if (alertOrganization !== undefined && alertBusName !== undefined)
    problems.push(
      `${place('alertOrganization')} must not be set with alertBusName: on a bus of your own, write the organisation into the bus's policy and list the accounts in alertAccounts`,
    );
  if (alertOrganization !== undefined && alertAccounts.length > 0)
    problems.push(
      `${place('alertOrganization')} must not be set with alertAccounts: an event names its account and no organisation; set one of the two`,
    );
  if (enableApprovers.length > 0 && !consoleForm)
    problems.push(
      `${place('enableApprovers')} must not be set without consoleForm=true: they approve what is asked for in that form`,
    );
  const network = { vpcId, subnetIds: subnetIds[0], securityGroupIds: securityGroupIds[0] };
  const missing = Object.entries(network).flatMap(([name, value]) => (value === undefined ? [name] : []));
  if (missing.length === 1 || missing.length === 2)
    problems.push(
      `${missing.map(place).join(', ')} must be set too: vpcId, subnetIds and securityGroupIds belong together`,
    );
  if (caCertificateFile !== undefined)
    problems.push(
      ...problemsOfCaFile(caCertificateFile, PROJECT_ROOT, new Date()).map(
        (problem) => `${place('caCertificateFile')} ${problem}`,
      ),
    );
  return problems;
};

const readOne = (given: Given, place: (name: string) => string, problems: string[]): StackSettings[] => {
  const found: string[] = [];
  const inFunction = readFunctionSettings(given, found);
  problems.push(...found.map((problem) => problem.replace(/^\w+/, place)));
  const others = Object.fromEntries(Object.entries(given).filter(([name]) => !(name in VARIABLE_OF)));
  const parsed = SettingSchema.safeParse(others);
  if (!parsed.success) {
    problems.push(...parsed.error.issues.flatMap((issue) => problemOf(issue, others, place)));
    return [];
  }
  if (inFunction === undefined) return [];
  const { canaryClientId } = parsed.data;
  if (canaryClientId !== undefined && inFunction.policy.protectedClientIds.has(canaryClientId))
    problems.push(
      `${place('canaryClientId')} must not be in protectedClientIds: every drill would be refused`,
    );
  if (parsed.data.findingNotes && inFunction.inputs.formats.size === 0)
    problems.push(
      `${place('findingNotes')} must not be set without inputs: notes are written into the findings that inputs lets in; set inputs to asff, ocsf or both`,
    );
  problems.push(...problemsTogether(parsed.data, place));
  const { removalPolicy, ledgerProtection = removalPolicy === 'retain' } = parsed.data;
  return [{ ...parsed.data, ledgerProtection, portalUrl: inFunction.policy.portal, function: inFunction }];
};

const twice = (values: readonly string[]): string[] => [
  ...new Set(values.filter((value, position) => values.indexOf(value) !== position)),
];

const readSeveral = ({ portals, ...common }: Given, problems: string[]): StackSettings[] => {
  const entries = PortalsSchema.safeParse(portals);
  if (!entries.success) {
    problems.push(`portals ${PORTALS}`);
    return [];
  }
  if (common.portalUrl !== undefined)
    problems.push('portalUrl must not be given with portals: each entry has its own');
  const stacks = entries.data.flatMap((entry, position) => {
    const place = (name: string) =>
      name in entry || ['name', 'portalUrl'].includes(name)
        ? `portals (entry ${position + 1}) ${name}`
        : name;
    if (entry.name === undefined) problems.push(`${place('name')} is missing: it names the stack`);
    const { portalUrl: _, ...shared } = common;
    return readOne({ ...shared, ...entry }, place, problems);
  });
  for (const portal of twice(stacks.map((stack) => stack.portalUrl)))
    problems.push(`portals name the same portal twice: ${portal}`);
  for (const format of twice(
    stacks.flatMap(({ function: { inputs } }) =>
      [...inputs.formats].map((format) => `${format} ${inputs.clientIdKey}`),
    ),
  ).map((both) => both.split(' ')[0]))
    problems.push(
      `portals take findings (${format}) under the same findingClientIdKey: each would start several stacks; give each entry a key of its own`,
    );
  const named = stacks.map((stack) => ({ ...stack, stackName: `${stack.stackName}-${stack.name}` }));
  for (const stackName of twice(named.map((stack) => stack.stackName)))
    problems.push(`portals give two stacks the same name: ${stackName}`);
  return named;
};

/**
 * The settings of every stack, from what was given in settings.json and with `-c`.
 * @throws SettingsError with every problem at once
 */
export const readSettings = (given: Given): StackSettings[] => {
  const problems: string[] = [];
  if ('name' in given)
    problems.push('name must be given in an entry of portals only: it names the stack of that entry');
  const { name: _, ...rest } = given;
  const stacks =
    rest.portals === undefined ? readOne(rest, (name) => name, problems) : readSeveral(rest, problems);
  if (problems.length > 0) throw new SettingsError([...new Set(problems)]);
  return stacks;
};
