/** Names and codes with which the SDK and Node report an AWS that did not answer in time, or at all. */
const NOT_REACHED =
  /^(AbortError|TimeoutError|ENOTFOUND|EAI_AGAIN|ECONN\w+|EHOSTUNREACH|ENETUNREACH|EPIPE|ETIMEDOUT)$/;

/** What the function itself calls, each with the end of its endpoint's name. */
const ENDPOINTS = {
  DynamoDB: 'dynamodb',
  EventBridge: 'events',
  'Secrets Manager': 'secretsmanager',
} as const;

/** What hides a service of AWS, where its failure means that it was not reached; for any other failure nothing. */
export const notReached = (error: unknown, service: keyof typeof ENDPOINTS): string => {
  if (!(error instanceof Error)) return '';
  const code = 'code' in error ? String(error.code) : '';
  return NOT_REACHED.test(error.name) || NOT_REACHED.test(code)
    ? `; ${service} is not reached: if the function is in a VPC, its subnets need a NAT gateway or the endpoint com.amazonaws.<region>.${ENDPOINTS[service]}`
    : '';
};
