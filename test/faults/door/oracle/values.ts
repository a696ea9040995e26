const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

type Fields = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What is there, by own keys only. */
export const at = (value: unknown, ...path: string[]): unknown =>
  path.reduce(
    (object, key) => (isObject(object) && Object.hasOwn(object, key) ? object[key] : undefined),
    value,
  );

export const fieldsOf = (value: unknown): [string, unknown][] =>
  isObject(value) ? Object.entries(value) : [];

export const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

export const isBlank = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'string' && value.trim() === '');

export const isText = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '';

/** The id as the portal writes it. */
const canonical = (value: unknown): string | undefined => {
  if (typeof value !== 'string' || value.length > 100) return undefined;
  const id = value.trim().toLowerCase();
  return UUID.test(id) ? id : undefined;
};

/** The one client that all of the values name; none where there are two, or where one of them can't be read. */
export const onlyClient = (values: readonly unknown[]): string[] => {
  const ids = new Set(values.filter((value) => !isBlank(value)).map(canonical));
  const [id] = ids;
  return ids.size === 1 && id !== undefined ? [id] : [];
};
