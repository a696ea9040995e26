const groupLengths = [8, 4, 4, 4, 12];

/**
 * The id that the service looks up for what a caller sent, or nothing when it is no UUID.
 * Upper case and dropped leading zeros are accepted, so that a careless caller hits a client it did not name.
 */
export const lookupId = (sent: string): string | undefined => {
  const groups = sent.toLowerCase().split('-');
  if (groups.length !== groupLengths.length) return undefined;
  const fits = groups.every((group, index) => {
    const length = groupLengths[index] ?? 0;
    return /^[0-9a-f]+$/.test(group) && group.length <= length;
  });
  return fits
    ? groups.map((group, index) => group.padStart(groupLengths[index] ?? 0, '0')).join('-')
    : undefined;
};

/** The id segment of a client path, decoded; nothing for paths that hold none. */
export const idInPath = (path: string): string | undefined => {
  const segment = /^\/api\/2\.0\/clients\/([^/]+)/.exec(path)?.[1];
  if (segment === undefined) return undefined;
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
};
