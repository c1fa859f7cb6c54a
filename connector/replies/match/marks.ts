/** Our own marks in what a mail quotes: the images, links and unsubscribing addresses whose signatures are ours and that belong to one message. Pure. */
import { readUnsubscribeToken, type EnrollmentKey } from '../../campaigns/index.js';
import type { Keys } from '../../config/index.js';
import type { MailBody } from '../../mailbox/index.js';
import { marksIn, readStamp, type Stamp } from '../../tracking/index.js';

export interface OwnMarks {
  /** What is quoted first is the youngest. */
  readonly stamps: readonly Stamp[];
  readonly enrollments: readonly EnrollmentKey[];
}

const NONE: OwnMarks = { stamps: [], enrollments: [] };

export function ownMarks(keys: Keys, body: MailBody | null): OwnMarks {
  if (body === null) return NONE;
  const found = [body.html, body.text, ...body.parts.map(({ text }) => text)].filter((text) => text !== '').map(marksIn);
  const stamps = unique(found.flatMap(({ stamps }) => stamps)).map((text) => readStamp(keys, text));
  return {
    stamps: stamps.filter((stamp) => stamp !== null).filter(({ shared }) => !shared),
    enrollments: unique(found.flatMap(({ unsubscribes }) => unsubscribes)).map((token) => readUnsubscribeToken(keys, token)).filter((key) => key !== null),
  };
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
