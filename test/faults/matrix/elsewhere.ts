import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, createServer as createTcpServer, type Server } from 'node:net';
import { selfSigned } from '../../certificates.ts';
import type { Elsewhere } from './portal-faults.ts';

const open = async (server: Server): Promise<number> => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
};

/**
 * A port that refuses every connection: a socket of our own holds it as its own end of a connection, so that no other
 * server can be given it meanwhile.
 */
const holdRefusingPort = async (): Promise<{ port: number; release: () => void }> => {
  const other = createTcpServer();
  const holder = connect(await open(other), '127.0.0.1');
  await once(holder, 'connect');
  return {
    port: holder.localPort ?? 0,
    release: () => {
      holder.destroy();
      other.close();
    },
  };
};

/** Servers that a call must not end at, and a port where there is none. */
export const openElsewhere = async (): Promise<
  Elsewhere & { foreignCalls: () => number; close: () => void }
> => {
  let foreignCalls = 0;
  const foreign = createServer((_request, response) => {
    foreignCalls += 1;
    response.end('{}');
  });
  const untrusted = createTlsServer(selfSigned(), (_request, response) => response.end('{}'));
  const { port, release } = await holdRefusingPort();
  return {
    refusing: `http://127.0.0.1:${port}`,
    untrusted: `https://127.0.0.1:${await open(untrusted)}`,
    foreign: `http://127.0.0.1:${await open(foreign)}`,
    foreignCalls: () => foreignCalls,
    close: () => {
      foreign.close();
      untrusted.close();
      release();
    },
  };
};
