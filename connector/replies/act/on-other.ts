/** What follows from mail that answers no message of ours. In the transaction that notes it, once per organisation and Message-ID. */
import type { EntityManager } from 'typeorm';
import type { Logger } from 'pino';
import type { Clock } from '../../clock.js';
import type { OtherMail } from '../other-mail.js';

/** True if anything followed: only then is it remembered that this mail was handled. */
export function actOnOther(_tx: EntityManager, _options: { readonly clock: Clock; readonly log: Logger }, _other: OtherMail): Promise<boolean> {
  return Promise.resolve(false);
}
