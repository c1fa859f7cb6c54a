/** A fixed address in front of a PostgreSQL that is stopped and started, and then has another port. */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

export interface Relay {
  readonly port: number;
  /** Null: nobody there. */
  target: number | null;
  readonly close: () => Promise<void>;
}

export async function openRelay(): Promise<Relay> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    const { target } = relay;
    if (target === null) {
      socket.resetAndDestroy();
      return;
    }
    const onward = connect(target, '127.0.0.1');
    for (const [one, other] of [[socket, onward], [onward, socket]] as const) {
      open.add(one);
      one.setNoDelay();
      one.on('error', () => undefined);
      one.on('close', () => {
        open.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const relay: Relay = {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    target: null,
    close: async () => {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
  return relay;
}
