/** Ends the session here, then goes where the connector says it also ends at Microsoft. */
import { anything, ask } from '../api/client.js';
import { isRecord, isText } from '../api/guards.js';

/** @param address where to post, as `GET /api/me` names it. */
export async function signOut(address: string): Promise<void> {
  const answer = await ask(anything, address, { method: 'POST' });
  const next = isRecord(answer) ? Object.values(answer).find(isText) : undefined;
  location.assign(next !== undefined && /^(https?:\/\/|\/)/.test(next) ? next : '/app');
}
