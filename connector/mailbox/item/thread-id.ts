/** The thread that Outlook and Exchange put a mail into (PidTagConversationIndex, MS-OXOMSG section 2.2.1.3). */

/** One reserved byte and five of time, then the GUID that all mails of the thread share. */
const GUID_FROM = 6;
const GUID_TO = 22;

/** The thread's GUID as 32 hex digits, from the base64 of Thread-Index or conversationIndex; null if it holds none. */
export function threadIdOf(base64: string): string | null {
  const bytes = Buffer.from(base64.replace(/\s+/g, ''), 'base64');
  return bytes.length < GUID_TO ? null : bytes.toString('hex', GUID_FROM, GUID_TO);
}
