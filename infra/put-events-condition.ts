/**
 * Allows PutEvents for these sources and this kind of event only. The source is a key with many values, since one
 * call carries many events: all of them must be allowed, and there must be one.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-conditions.html
 */
export const putEventsCondition = (sources: string | readonly string[], detailType: string) => ({
  'ForAllValues:StringEquals': { 'events:source': sources },
  StringEquals: { 'events:detail-type': detailType },
  Null: { 'events:source': 'false' },
});
