/** Names and codes with which the SDK and Node report an AWS that did not answer in time, or at all. */
const NOT_REACHED = /\b((Abort|Timeout)Error|E(AI_AGAIN|NOTFOUND|TIMEDOUT|CONN|HOSTUN|NETUN))/;

/**
 * What hides a service of AWS, where its failure means that it was not reached; for any other failure nothing.
 * @param service as the name of its endpoint ends
 */
export const notReached = (error: unknown, service: 'dynamodb' | 'events' | 'secretsmanager'): string =>
  error instanceof Error && NOT_REACHED.test(`${error.name} ${'code' in error ? error.code : ''}`)
    ? `; not reached: a VPC needs a NAT gateway or the endpoint com.amazonaws.<region>.${service}`
    : '';
