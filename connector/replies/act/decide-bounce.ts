/**
 * What follows from a report of failed delivery: pure functions. Only the failed recipient is
 * concerned, and only what a status code says of an address is held against the address:
 *
 *     hard, 5.1.x or 5.2.1            ends; nobody of the team writes to the address any more
 *     hard, 5.7.x (policy), 5.1.7,    ends for this person; several within an hour hold the mailbox,
 *     5.1.8 (about the sender)        because it is then the sender who is refused
 *     hard, anything else             ends
 *     soft                            ends when it is the third within ten days
 *     delayed                         informs
 *
 * What is judged soft by the words of the server ("disabled", "blocked") counts as hard here where the
 * status is 5.2.1 or speaks against the sender: it was refused for good.
 */
import type { Bounce, FailedRecipient } from '../classify/index.js';

/** This many soft failures … */
export const SOFT_FAILURES = 3;
/** … within this time end an enrollment. */
export const SOFT_WITHIN_MS = 10 * 24 * 3_600_000;
/** Refusals by policy of this many different recipients … */
export const POLICY_REFUSALS = 3;
/** … within this time hold the mailbox. */
export const POLICY_WITHIN_MS = 3_600_000;

/** Mailbox disabled (RFC 3463 section 3.3). */
const DISABLED = '5.2.1';

/** One recipient of our mail whom it did not reach. */
export interface Failure {
  /** As we wrote to it. */
  readonly address: string;
  /** As the report names it: after a forwarding another than ours. */
  readonly named: string;
  readonly severity: FailedRecipient['severity'];
  readonly status: string | null;
}

/**
 * The failed ones among the recipients of our mail. A report that names nobody, or one address we
 * did not write to, is about the recipient if there was only one.
 */
export function failuresOf(bounce: Bounce, severity: FailedRecipient['severity'], recipients: readonly string[]): Failure[] {
  const [only] = recipients.length === 1 ? recipients : [];
  if (bounce.recipients.length === 0) return only === undefined ? [] : [{ address: only, named: only, severity, status: bounce.status }];
  return bounce.recipients.flatMap((failed) => {
    const named = failed.address.toLowerCase();
    const known = [named, failed.original?.toLowerCase()].find((one) => one !== undefined && recipients.includes(one));
    const address = known ?? (bounce.recipients.length === 1 ? only : undefined);
    const status = failed.status ?? (bounce.recipients.length === 1 ? bounce.status : null);
    return address === undefined ? [] : [{ address, named, severity: failed.severity, status }];
  });
}

/** What a permanent failure speaks against. */
export type Against = 'address' | 'sender' | 'neither';

/** @param status enhanced status code (RFC 3463) */
export function againstWhom(status: string | null): Against {
  const [, subject, detail] = /^5\.(\d{1,3})\.(\d{1,3})$/.exec(status?.trim() ?? '') ?? [];
  // RFC 3463 section 3.2: 5.1.7 and 5.1.8 are about the sender's own address.
  if (subject === '7' || (subject === '1' && (detail === '7' || detail === '8'))) return 'sender';
  return subject === '1' || (subject === '2' && detail === '1') ? 'address' : 'neither';
}

/** True if it will fail again. */
export function isForGood({ severity, status }: Pick<Failure, 'severity' | 'status'>): boolean {
  return severity === 'hard' || (severity === 'soft' && (status === DISABLED || againstWhom(status) === 'sender'));
}

/** Those of the failures that end an enrollment. @param softBefore earlier soft failures within ten days, by address */
export function endingFailures(failures: readonly Failure[], softBefore: ReadonlyMap<string, number>): Failure[] {
  return failures.filter(
    (failure) => isForGood(failure) || (failure.severity === 'soft' && (softBefore.get(failure.address) ?? 0) + 1 >= SOFT_FAILURES),
  );
}
