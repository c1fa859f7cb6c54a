/**
 * The live stream as server-sent events. A reader that does not take its lines for a while is cut:
 * it comes back with the cursor of the last line it got, and nothing is lost or kept for it here.
 */
import type { Response } from 'express';
import type { Batch } from './channel.js';
import { formatCursor } from './cursor.js';

export interface StreamLimits {
  /** How often something is sent, so that proxies don't take the stream for dead. */
  readonly keepAlive_ms: number;
  /** How long a reader may leave a full buffer standing. */
  readonly slowReader_ms: number;
  /** A stream ends after this long, so that its reader signs in again with what is then valid. */
  readonly longest_ms: number;
}

const LIMITS: StreamLimits = { keepAlive_ms: 20_000, slowReader_ms: 10_000, longest_ms: 60 * 60_000 };

/** Writes what `follow` gives, until the reader leaves or `follow` ends. */
export async function sendEvents(
  response: Response,
  follow: (signal: AbortSignal) => AsyncGenerator<Batch, void, undefined>,
  limits: StreamLimits = LIMITS,
): Promise<void> {
  const end = new AbortController();
  response.on('close', () => end.abort());
  const longest = setTimeout(() => end.abort(), limits.longest_ms);
  const keepAlive = setInterval(() => {
    if (response.headersSent && !response.writableNeedDrain) response.write(': still here\n\n');
  }, limits.keepAlive_ms);
  try {
    for await (const batch of follow(end.signal)) {
      if (!response.headersSent) begin(response);
      if (!response.write(textOf(batch)) && !(await drained(response, limits.slowReader_ms))) {
        response.destroy();
        return;
      }
    }
    response.end();
  } finally {
    clearTimeout(longest);
    clearInterval(keepAlive);
    end.abort();
  }
}

function begin(response: Response): void {
  response.writeHead(200, {
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-store',
    'X-Accel-Buffering': 'no',
  });
}

/** A batch without lines still tells the reader its place. */
function textOf({ lines, cursor }: Batch): string {
  if (lines.length === 0) return `id: ${formatCursor(cursor)}\n\n`;
  return lines.map(({ activity }) => `event: activity\nid: ${activity.cursor}\ndata: ${JSON.stringify(activity)}\n\n`).join('');
}

async function drained(response: Response, within_ms: number): Promise<boolean> {
  if (!response.writableNeedDrain) return true;
  return new Promise((resolve) => {
    const settle = (value: boolean): void => {
      clearTimeout(deadline);
      response.off('drain', onDrain);
      response.off('close', onClose);
      resolve(value);
    };
    const onDrain = (): void => settle(true);
    const onClose = (): void => settle(false);
    const deadline = setTimeout(onClose, within_ms);
    response.on('drain', onDrain);
    response.on('close', onClose);
  });
}
