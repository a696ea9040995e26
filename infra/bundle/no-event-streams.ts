/**
 * Stands in for the SDK's event streams in the bundle: the SDK loads them for an operation that streams, and none
 * of those that the function calls does.
 */
throw new Error('the bundle holds no event streams: see infra/bundle/no-event-streams.ts');
