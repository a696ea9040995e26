/** Any JSON. */
type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

type JsonObject = { readonly [key: string]: Json };

const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

const text = (value: Json): string => JSON.stringify(value);

const isSame = (a: Json, b: Json): boolean => text(a) === text(b);

/** What CloudFormation makes a value of, unless it is a text as long as a dashboard. */
const isReference = (value: Json): boolean =>
  isObject(value) && /^\{"(Ref|Fn::\w+)":/.test(text(value)) && text(value).length < 400;

/** What fits on a line is one; anything longer is a line for each of its parts. */
const LINE_LENGTH = 100;

const CONTEXT = 40;

const linesOf = (sign: '+' | '-', path: string, value: Json): string[] => {
  const line = `${sign} ${path}: ${text(value)}`;
  if (line.length <= LINE_LENGTH || isReference(value)) return [line];
  if (sign === '-' && typeof value === 'object') return [`- ${path}`];
  const parts = isObject(value)
    ? Object.entries(value).flatMap(([key, part]) => linesOf(sign, `${path}.${key}`, part))
    : isList(value)
      ? value.flatMap((part, at) => linesOf(sign, `${path}[${at}]`, part))
      : [];
  return parts.length === 0 ? [line] : parts;
};

/** Of two long texts only what differs, with a few characters around it. */
const abridged = (before: string, after: string): readonly [string, string] => {
  if (Math.min(before.length, after.length) <= LINE_LENGTH) return [before, after];
  const shorter = Math.min(before.length, after.length);
  let from = 0;
  while (from < shorter && before[from] === after[from]) from += 1;
  let left = 0;
  while (left < shorter - from && before.at(-1 - left) === after.at(-1 - left)) left += 1;
  const cut = (whole: string): string => {
    const [start, end] = [Math.max(0, from - CONTEXT), Math.min(whole.length, whole.length - left + CONTEXT)];
    return `${start > 0 ? '…' : ''}${whole.slice(start, end)}${end < whole.length ? '…' : ''}`;
  };
  return [cut(before), cut(after)];
};

/** Lengths of the longest common part of two lists from each pair of places on. */
const commonLengths = (before: readonly Json[], after: readonly Json[]): number[][] => {
  const lengths = Array.from({ length: before.length + 1 }, () => Array<number>(after.length + 1).fill(0));
  const at = (i: number, j: number): number => lengths[i]?.[j] ?? 0;
  for (let i = before.length - 1; i >= 0; i -= 1)
    for (let j = after.length - 1; j >= 0; j -= 1) {
      const row = lengths[i];
      if (row !== undefined)
        row[j] = isSame(before[i] ?? null, after[j] ?? null)
          ? at(i + 1, j + 1) + 1
          : Math.max(at(i + 1, j), at(i, j + 1));
    }
  return lengths;
};

const inLists = (path: string, before: readonly Json[], after: readonly Json[]): string[] => {
  const lengths = commonLengths(before, after);
  const lines: string[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    const gone: Json[] = [];
    const come: Json[] = [];
    const [fromI, fromJ] = [i, j];
    while (i < before.length || j < after.length) {
      const [a, b] = [before[i], after[j]];
      if (a !== undefined && b !== undefined && isSame(a, b)) break;
      if (b === undefined || (a !== undefined && (lengths[i + 1]?.[j] ?? 0) >= (lengths[i]?.[j + 1] ?? 0))) {
        if (a !== undefined) gone.push(a);
        i += 1;
      } else {
        come.push(b);
        j += 1;
      }
    }
    if (gone.length === come.length)
      lines.push(
        ...gone.flatMap((value, at) => differences(value, come[at] ?? null, `${path}[${fromI + at}]`)),
      );
    else
      lines.push(
        ...gone.flatMap((value, at) => linesOf('-', `${path}[${fromI + at}]`, value)),
        ...come.flatMap((value, at) => linesOf('+', `${path}[${fromJ + at}]`, value)),
      );
    i += 1;
    j += 1;
  }
  return lines;
};

/**
 * How one JSON becomes the other, a line for each value by its path: `-` what goes, `+` what comes. Together with
 * the first they say all of the second; so what goes whole is only named, and of a long text only the change is shown.
 */
export const differences = (before: Json, after: Json, path = ''): string[] => {
  if (isSame(before, after)) return [];
  if (isReference(before) || isReference(after))
    return [`- ${path}: ${text(before)}`, `+ ${path}: ${text(after)}`];
  if (isObject(before) && isObject(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap((key) => {
      const [was, is] = [before[key], after[key]];
      const here = path === '' ? key : `${path}.${key}`;
      if (is === undefined) return [`- ${here}`];
      return was === undefined ? linesOf('+', here, is) : differences(was, is, here);
    });
  }
  if (isList(before) && isList(after)) return inLists(path, before, after);
  if (typeof before === 'string' && typeof after === 'string') {
    const [was, is] = abridged(before, after);
    return [...linesOf('-', path, was), ...linesOf('+', path, is)];
  }
  return [...linesOf('-', path, before), ...linesOf('+', path, after)];
};
