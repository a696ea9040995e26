import { type ContainmentResult, RESULT_SOURCE } from './result.ts';

/** Who wrote it, as a note of Security Hub names its author. */
export const NOTE_AUTHOR = RESULT_SOURCE;

/** Longest note, and longest comment, that Security Hub takes. */
const MAX_NOTE = 512;

const END = / Request: ([0-9a-f]{32})\. Last seen: (\S{24})\.$/;

/** The note about a proven disable, in our own words; its end says which run, and which detection. */
export const noteOf = ({
  summary,
  requestKey,
  lastSeenAt,
}: Pick<ContainmentResult, 'summary' | 'requestKey'> & { lastSeenAt: string }): string => {
  const end = ` Request: ${requestKey}. Last seen: ${lastSeenAt}.`;
  return `${summary.slice(0, MAX_NOTE - end.length)}${end}`;
};

/** What the end of a note of ours says; of any other text undefined. Anybody can copy it: it proves nothing alone. */
export const ownNoteIn = (text: string): { requestKey: string; lastSeenAt: string } | undefined => {
  const [, requestKey, lastSeenAt] = (text.length <= MAX_NOTE && END.exec(text)) || [];
  return requestKey === undefined || lastSeenAt === undefined ? undefined : { requestKey, lastSeenAt };
};
