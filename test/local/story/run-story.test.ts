import { expect, test } from 'vitest';
import { startEmbeddedPortal } from '../../../local/kill-switch/embedded-portal.ts';
import { runStory } from '../../../local/story/run-story.ts';
import { fakeTerminal, run } from '../../command/fake-terminal.ts';

test('without a command the whole story runs and exits 0', async () => {
  const { code, out, err } = await run([], { env: { PORTAL_URL: 'https://real.example', MODE: 'dry-run' } });
  expect([code, err]).toEqual([0, 'PORTAL_URL is not used: the story runs on the embedded portal only\n']);
  const points = [
    'asks for an access token: 200',
    'reads a file list: 200',
    'OAuth2 Client Security Alert',
    'GET token',
    'GET client',
    'PATCH off',
    'let the portal settle',
    'PATCH off',
    'GET client',
    'disabled: contained after',
    '401 invalid_client',
    'The token it already holds is refused, too: 401',
    '"source": "docspace.oauth2-kill-switch"',
    '"outcome": "disabled"',
    '"basis": "read-back"',
    '--json',
    'refused by the guard protected-client',
    'The portal was not called',
    'The PATCH answers 200, and the database says off',
    'the token still reads files: 200',
    'The token is refused: 401',
    'dry-run: it is on',
    'Nothing was written',
  ];
  let from = 0;
  for (const point of points) {
    expect(out.indexOf(point, from), point).toBeGreaterThanOrEqual(from);
    from = out.indexOf(point, from) + point.length;
  }
});

test.each([
  ['the key is refused', { revoked: true, rateLimit: 15 }, 'the outcome: expected "disabled", got "failed"'],
  ['the second write is missing', { revoked: false, rateLimit: 5 }, 'the calls to the portal: expected'],
])('where %s, the story names it and exits 1', async (_what, { revoked, rateLimit }, message) => {
  const { terminal, written } = fakeTerminal();
  const code = await runStory(terminal, {
    program: 'npm start --',
    verbose: false,
    startPortal: async () => {
      const portal = await startEmbeddedPortal({ rateLimit });
      if (revoked) portal.revokeKey(portal.keys.admin);
      return portal;
    },
  });
  expect(code).toBe(1);
  expect(written.out).toContain(`NOT AS EXPECTED: ${message}`);
  expect(written.out).not.toContain('Every line above was checked');
});
