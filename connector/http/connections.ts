/**
 * Open connections, so that the server can end without waiting for clients that keep theirs: one
 * without a request in flight is closed at once, the others after their answer. (Node's own
 * closeIdleConnections leaves out connections that never sent a request, which browsers open ahead.)
 *
 * Done for every hit, so all that is noted is the answer begun last: answers of one connection end
 * in the order of its requests, so when that one is over, all are.
 */
import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

export interface Connections {
  /** From now on connections are closed as soon as nothing is being answered on them. */
  readonly closeWhenIdle: () => void;
}

export function watchConnections(server: Server): Connections {
  const latest = new Map<Socket, ServerResponse | null>();
  let closing = false;
  const closeAfter = (socket: Socket, response: ServerResponse): void => {
    response.once('close', () => {
      if (latest.get(socket) === response) socket.destroySoon();
    });
  };
  server.on('connection', (socket) => {
    latest.set(socket, null);
    socket.once('close', () => latest.delete(socket));
  });
  server.on('request', ({ socket }, response) => {
    if (!latest.has(socket)) return;
    latest.set(socket, response);
    if (closing) closeAfter(socket, response);
  });
  return {
    closeWhenIdle: () => {
      closing = true;
      for (const [socket, response] of latest) {
        if (response === null || response.closed) socket.destroySoon();
        else closeAfter(socket, response);
      }
    },
  };
}
