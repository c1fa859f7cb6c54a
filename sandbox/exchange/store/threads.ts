// Which conversation a mail belongs to, within one mailbox. As in Exchange, a thread is known by the message ids this
// mailbox has seen, or by the GUID inside the Thread-Index header; a reply whose references this mailbox does not know
// starts a new conversation. conversationId is therefore a weak signal, and meant to be one.
import { randomBytes } from 'node:crypto';
import type { MailFacts } from '../mail/parse.js';

/** [MS-OXOMSG] section 2.2.1.3: 1 reserved byte, 5 bytes of time, 16 of GUID; then 5 for each reply. */
const HEADER_LENGTH = 22;
const REPLY_LENGTH = 5;
/** 100 ns intervals from 1601 to 1970, in ms. */
const FILETIME_EPOCH_MS = 11_644_473_600_000;

export interface ThreadPlace {
  conversation: number;
  conversationIndex: string;
}

export class Threads {
  readonly #byMessageId = new Map<string, ThreadPlace>();
  readonly #byGuid = new Map<string, number>();
  #next = 1;

  /** Takes in an item that has its place. */
  know(messageId: string, place: ThreadPlace): void {
    this.#byMessageId.set(messageId, place);
    const guid = guidOf(place.conversationIndex);
    if (guid !== undefined) this.#byGuid.set(guid, place.conversation);
    this.#next = Math.max(this.#next, place.conversation + 1);
  }

  /** Finds the place of a mail, or opens a conversation for it. */
  place(facts: Pick<MailFacts, 'references' | 'threadIndex'>, now: number): ThreadPlace {
    const own = facts.threadIndex !== null && guidOf(facts.threadIndex) !== undefined ? facts.threadIndex : undefined;
    for (const id of facts.references.toReversed()) {
      const parent = this.#byMessageId.get(id);
      if (parent === undefined) continue;
      return { conversation: parent.conversation, conversationIndex: own ?? childIndex(parent.conversationIndex, now) };
    }
    const guid = own === undefined ? undefined : guidOf(own);
    const known = guid === undefined ? undefined : this.#byGuid.get(guid);
    return { conversation: known ?? this.#next++, conversationIndex: own ?? newIndex(now) };
  }
}

function newIndex(now: number): string {
  const index = Buffer.alloc(HEADER_LENGTH);
  const filetime = BigInt(now + FILETIME_EPOCH_MS) * 10_000n;
  index.writeUInt8(1, 0);
  index.writeUIntBE(Number((filetime >> 16n) & 0xffffffffffn), 1, 5);
  randomBytes(16).copy(index, 6);
  return index.toString('base64');
}

function childIndex(parent: string, now: number): string {
  const reply = Buffer.alloc(REPLY_LENGTH);
  reply.writeUInt32BE(Math.floor(now / 1000) >>> 0, 0);
  randomBytes(1).copy(reply, 4);
  return Buffer.concat([Buffer.from(parent, 'base64'), reply]).toString('base64');
}

function guidOf(index: string): string | undefined {
  const bytes = Buffer.from(index, 'base64');
  return bytes.length < HEADER_LENGTH ? undefined : bytes.toString('hex', 6, HEADER_LENGTH);
}
