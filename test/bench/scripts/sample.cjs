// What the published sample does: one PUT with the key itself, and the answer believed.
exports.handler = async ({ detail }) => {
  const answer = await fetch(`${process.env.SAMPLE_URL}/api/2.0/clients/${detail.clientId}/activation`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${process.env.SAMPLE_KEY}`, 'content-type': 'application/json' },
    body: '{"active":false}',
  });
  await answer.text();
  return { outcome: answer.ok ? 'disabled' : 'failed' };
};
