/** Ends the session here, in every tab, then goes where the connector says it also ends at Microsoft. */
import { anything, ask } from '../api/client.js';
import { isRecord, isText } from '../api/guards.js';

const CHANNEL = 'readback-signed-out';

/** @param address where to post, as `GET /api/me` names it. */
export async function signOut(address: string): Promise<void> {
  const answer = await ask(anything, address, { method: 'POST' });
  const next = isRecord(answer) ? Object.values(answer).find(isText) : undefined;
  new BroadcastChannel(CHANNEL).postMessage(null);
  location.assign(next !== undefined && /^(https?:\/\/|\/)/.test(next) ? next : '/app');
}

/** Calls back when somebody signs out in another tab. @returns how to listen no longer. */
export function onSignedOutElsewhere(callback: () => void): () => void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.addEventListener('message', callback);
  return () => channel.close();
}
