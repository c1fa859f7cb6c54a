/** Work of a signed-in rep on their own mailbox: nothing of another one can be reached. */
import type { DataSource, EntityManager } from 'typeorm';
import { ReadbackError } from '../errors.js';
import type { Rep } from '../identity/index.js';
import type { Mailbox } from './types.js';

export interface OwnMailboxOptions {
  readonly dataSource: DataSource;
  readonly mailboxOf: (rep: Rep) => Promise<Mailbox | null>;
}

/** Runs work in a transaction. It throws NO_MAILBOX for a rep without one. */
export function onOwnMailbox({ dataSource, mailboxOf }: OwnMailboxOptions) {
  return async <T>(rep: Rep, work: (tx: EntityManager, mailbox: Mailbox) => Promise<T>): Promise<T> => {
    const mailbox = await mailboxOf(rep);
    if (mailbox === null) throw new ReadbackError('NO_MAILBOX');
    return dataSource.transaction((tx) => work(tx, mailbox));
  };
}
