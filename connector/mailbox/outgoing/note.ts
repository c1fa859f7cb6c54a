/**
 * A short mail that leaves nothing behind in the mailbox it goes out from, such as a code for a
 * recipient: it is none of the rep's correspondence. Sent once and not looked for afterwards; whoever
 * waits for it asks again.
 */
import { path, type Graph } from '../graph/client.js';
import type { Mailbox, Note } from '../types.js';

/** @see https://learn.microsoft.com/graph/api/user-sendmail: `saveToSentItems` false keeps no copy */
export async function sendNote(graph: Graph, { userId }: Pick<Mailbox, 'userId'>, { to, subject, text }: Note, within_ms: number): Promise<void> {
  const recipient = { emailAddress: { address: to.address, ...(to.name === '' ? {} : { name: to.name }) } };
  await graph.act(path`/users/${userId}/sendMail`, within_ms, {
    message: { subject, body: { contentType: 'Text', content: text }, toRecipients: [recipient] },
    saveToSentItems: false,
  });
}
