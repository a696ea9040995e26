import ms from 'ms';
import * as z from 'zod/mini';

const DURATION = 'must be a duration over zero, such as 90m, 24h or 7d';
const DURATION_SHAPE = /^\d{1,6}(\.\d{1,3})?\s*(s|m|h|d)$/;

const isDuration = (text: string): text is ms.StringValue => DURATION_SHAPE.test(text);

/** A duration as people write it; in milliseconds. */
export const DurationSchema = z.pipe(
  z.string(),
  z.transform((text, context) => {
    const trimmed = text.trim();
    const milliseconds = isDuration(trimmed) ? ms(trimmed) : undefined;
    if (milliseconds !== undefined && milliseconds > 0) return milliseconds;
    context.issues.push({ code: 'custom', message: DURATION, input: text });
    return z.NEVER;
  }),
);
