/**
 * Listening on loopback under one port number for both address families, so that `localhost` reaches the sandbox
 * whichever way the machine resolves it. IPv6 is left out where the machine has none.
 */
import { once } from 'node:events';
import type { Server } from 'node:net';

export class PortInUseError extends Error {
  readonly code = 'SANDBOX_PORT_IN_USE';
  constructor(readonly setting: string, readonly port: number) {
    super(`Port ${port} is taken by another program: end it, or set ${setting} to a free port (0 takes any).`);
  }
}

export interface Listener {
  readonly port: number;
  /** Stops listening and ends open connections. */
  close(): Promise<void>;
}

/** A server not listening yet; node's http and https servers can also drop their open connections. */
export type ClosableServer = Server & { closeAllConnections?(): void };

const ATTEMPTS_AT_ANY_PORT = 20;

/**
 * @param makeServer called once per address family
 * @param port 0 takes one that is free in both
 * @param setting named in the error when the port is taken
 * @throws PortInUseError
 */
export async function listenOnLoopback(makeServer: () => ClosableServer, port: number, setting: string): Promise<Listener> {
  for (let attempt = 1; ; attempt += 1) {
    const ipv4 = makeServer();
    const got = await listen(ipv4, '127.0.0.1', port);
    if (typeof got === 'string') throw new PortInUseError(setting, port);
    const ipv6 = makeServer();
    const also = await listen(ipv6, '::1', got);
    if (also !== 'taken') return { port: got, close: () => closeAll(also === 'absent' ? [ipv4] : [ipv4, ipv6]) };
    await closeAll([ipv4]);
    if (port !== 0 || attempt === ATTEMPTS_AT_ANY_PORT) throw new PortInUseError(setting, got);
  }
}

/** The port it listens on; `absent` where the machine has no such address. */
async function listen(server: Server, host: string, port: number): Promise<number | 'taken' | 'absent'> {
  try {
    server.listen({ port, host, exclusive: true });
    await once(server, 'listening');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE') return 'taken';
    if (host === '::1' && (code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT')) return 'absent';
    throw error;
  }
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server listens on no port.');
  return address.port;
}

async function closeAll(servers: ClosableServer[]): Promise<void> {
  await Promise.all(
    servers.map(async (server) => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections?.();
      await closed;
    }),
  );
}
