// The calls of one alert, in the order in which the function makes them, and nothing else.
const { PORTAL_URL, PORTAL_KEY, AWS_ENDPOINT_URL } = process.env;
let signature;
const portal = async (method, path, headers, body) => {
  const answer = await fetch(`${PORTAL_URL}/api/2.0/${path}`, {
    method,
    headers: { 'user-agent': 'script/1', accept: 'application/json', ...headers },
    body,
  });
  const text = await answer.text();
  return text === '' ? undefined : JSON.parse(text);
};
const aws = async (target, body) =>
  (
    await fetch(AWS_ENDPOINT_URL, {
      method: 'POST',
      headers: { 'x-amz-target': target, 'content-type': 'application/x-amz-json-1.0' },
      body: JSON.stringify(body),
    })
  ).json();
const table = (action) =>
  aws(`DynamoDB_20120810.${action}`, { TableName: 'ledger', Item: { id: { S: 'x'.repeat(600) } } });
exports.handler = async ({ detail }) => {
  signature ??= (await portal('GET', 'security/oauth2/token', { authorization: `Bearer ${PORTAL_KEY}` }))
    .response;
  const headers = { 'x-signature': signature, 'content-type': 'application/json' };
  const off = () => portal('PATCH', `clients/${detail.clientId}/activation`, headers, '{"status":false}');
  const read = () => portal('GET', `clients/${detail.clientId}`, headers);
  await Promise.all([read(), table('GetItem'), table('GetItem')]);
  await table('UpdateItem');
  await table('PutItem');
  await off();
  const noted = table('PutItem');
  await off();
  const state = await read();
  await noted;
  await table('PutItem');
  await table('PutItem');
  await aws('AWSEvents.PutEvents', { Entries: [{ Detail: 'x'.repeat(2000) }] });
  return { outcome: state.enabled ? 'unverified' : 'disabled' };
};
