/**
 * Open connections, so that the server can end without waiting for clients that keep theirs: one
 * without a request in flight is closed at once, the others after their answer. (Node's own
 * closeIdleConnections leaves out connections that never sent a request, which browsers open ahead.)
 */
import type { Server } from 'node:http';
import type { Socket } from 'node:net';

export interface Connections {
  /** From now on connections are closed as soon as nothing is being answered on them. */
  readonly closeWhenIdle: () => void;
}

export function watchConnections(server: Server): Connections {
  const inFlight = new Map<Socket, number>();
  let closing = false;
  const count = (socket: Socket, change: number): void => {
    const before = inFlight.get(socket);
    if (before === undefined) return;
    inFlight.set(socket, before + change);
    if (closing && before + change === 0) socket.destroySoon();
  };
  server.on('connection', (socket) => {
    inFlight.set(socket, 0);
    socket.once('close', () => inFlight.delete(socket));
  });
  server.on('request', ({ socket }, response) => {
    count(socket, 1);
    response.once('close', () => count(socket, -1));
  });
  return {
    closeWhenIdle: () => {
      closing = true;
      for (const [socket, requests] of inFlight) if (requests === 0) socket.destroySoon();
    },
  };
}
