// The calls of one alert, in the order in which the function makes them, and nothing else. `aws` makes those to AWS.
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
// As long as those of the function, and with as many fields.
const fields = (count, length) =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`field${n}`, { S: 'x'.repeat(length) }]));
const key = { kind: { S: 'client' }, id: { S: 'x'.repeat(36) } };
const put = (item) => ({
  TableName: 'ledger',
  Item: { ...key, ...item },
  ConditionExpression: '#version = :seen',
  ExpressionAttributeNames: { '#version': 'version' },
  ExpressionAttributeValues: { ':seen': { N: '1' } },
});
const get = {
  RequestItems: { ledger: { Keys: [key, { ...key, kind: { S: 'result' } }], ConsistentRead: true } },
};
const slot = {
  TableName: 'ledger',
  Key: key,
  UpdateExpression: `SET ${'x'.repeat(318)}`,
  ConditionExpression: 'x'.repeat(80),
  ExpressionAttributeValues: { ':end': { N: '1' }, ':room': { N: '1' }, ':now': { N: '1' } },
};
const [intent, accepted, end] = [put(fields(22, 19)), put(fields(26, 22)), put(fields(32, 26))];
const result = put({ result: { S: 'x'.repeat(2_130) } });
const event = {
  Entries: [{ Source: 'x', DetailType: 'x', Detail: JSON.stringify({ x: 'x'.repeat(2_085) }) }],
};
exports.handlerWith =
  (aws) =>
  async ({ detail }) => {
    signature ??= (await portal('GET', 'security/oauth2/token', { authorization: `Bearer ${PORTAL_KEY}` }))
      .response;
    const headers = { 'x-signature': signature, 'content-type': 'application/json' };
    const off = () => portal('PATCH', `clients/${detail.clientId}/activation`, headers, '{"status":false}');
    const read = () => portal('GET', `clients/${detail.clientId}`, headers);
    await Promise.all([read(), aws('BatchGetItem', get)]);
    await aws('UpdateItem', slot);
    await aws('PutItem', intent);
    await off();
    const noted = aws('PutItem', accepted);
    await off();
    const state = await read();
    await noted;
    await aws('TransactWriteItems', { TransactItems: [{ Put: end }, { Put: result }] });
    await aws('PutEvents', event);
    return { outcome: state.enabled ? 'unverified' : 'disabled' };
  };
const plainly = async (action, body) => {
  const service = action === 'PutEvents' ? 'AWSEvents' : 'DynamoDB_20120810';
  const answer = await fetch(AWS_ENDPOINT_URL, {
    method: 'POST',
    headers: { 'x-amz-target': `${service}.${action}`, 'content-type': 'application/x-amz-json-1.0' },
    body: JSON.stringify(body),
  });
  return answer.json();
};
exports.handler = exports.handlerWith(plainly);
