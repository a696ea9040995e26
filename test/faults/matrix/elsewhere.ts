import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Server } from 'node:net';
import { selfSigned } from '../../lambda/docspace/self-signed.ts';
import type { Elsewhere } from './portal-faults.ts';

const open = async (server: Server): Promise<number> => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
};

/** Servers that a call must not end at, and one that is gone. */
export const openElsewhere = async (): Promise<
  Elsewhere & { foreignCalls: () => number; close: () => void }
> => {
  let foreignCalls = 0;
  const foreign = createServer((_request, response) => {
    foreignCalls += 1;
    response.end('{}');
  });
  const untrusted = createTlsServer(selfSigned(), (_request, response) => response.end('{}'));
  const gone = createServer();
  const refusing = `http://127.0.0.1:${await open(gone)}`;
  gone.close();
  return {
    refusing,
    untrusted: `https://127.0.0.1:${await open(untrusted)}`,
    foreign: `http://127.0.0.1:${await open(foreign)}`,
    foreignCalls: () => foreignCalls,
    close: () => {
      foreign.close();
      untrusted.close();
    },
  };
};
