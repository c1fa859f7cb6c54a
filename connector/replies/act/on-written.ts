/** What follows when somebody of ours writes by hand to a person in a campaign. In the transaction that records the mail. */
import type { EntityManager } from 'typeorm';
import type { Logger } from 'pino';
import type { Clock } from '../../clock.js';
import type { WrittenMail } from '../written-mail.js';

export function actOnWritten(_tx: EntityManager, _options: { readonly clock: Clock; readonly log: Logger }, _written: WrittenMail): Promise<void> {
  return Promise.resolve();
}
