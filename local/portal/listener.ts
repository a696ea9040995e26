import { once } from 'node:events';
import type { Server } from 'node:http';

export type Listener = {
  url: () => string;
  open: () => Promise<void>;
  close: () => Promise<void>;
};

/** Opens and closes a server on 127.0.0.1, always on the port it got at first. */
export const createListener = (server: Server, wanted: number): Listener => {
  let port = wanted;
  return {
    url: () => `http://127.0.0.1:${port}`,
    open: async () => {
      if (server.listening) return;
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
      const address = server.address();
      if (address !== null && typeof address !== 'string') port = address.port;
    },
    close: async () => {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      // Kept-alive connections, and answers that a fault holds back, would keep it open for ever.
      server.closeAllConnections();
      await closed;
    },
  };
};
