/** Documents that the mails of a campaign send: whether the rep may, now, and which campaigns need one. */
import type { EntityManager } from 'typeorm';
import { requirePlan, sendables } from '../documents/index.js';
import { ReadbackError } from '../errors.js';
import type { Rep } from '../identity/index.js';
import { documentsIn } from './template.js';

/**
 * Throws DOCUMENTS_NOT_IN_PLAN, or names every mail whose document cannot be sent, under the code of
 * the first: INPUT_INVALID where the rep has no such document, CONFLICT of an archived one, DOCUMENT_NOT_READY.
 */
export async function requireDocuments(tx: EntityManager, rep: Rep, mails: readonly { readonly day: number; readonly body: string }[]): Promise<void> {
  const wanted = mails.flatMap(({ day, body }, index) => documentsIn(body).map((id) => ({ day, path: `steps.${index}.body`, id })));
  if (wanted.length === 0) return;
  requirePlan(rep);
  const found = await sendables(tx, rep, wanted.map(({ id }) => id));
  const problems = wanted.flatMap(({ day, path }, index) => {
    const document = found[index] ?? new ReadbackError('INPUT_INVALID', `The mail of day ${day} sends a document that is not in your content library.`);
    return document instanceof ReadbackError ? [{ path, message: document.message, code: document.code }] : [];
  });
  const [first] = problems;
  if (first !== undefined) throw new ReadbackError(first.code, first.message, { problems: problems.map(({ path, message }) => ({ path, message })) });
}

/** Why a document cannot be deleted: a campaign sends it; null: none does. */
export async function campaignThatSends(tx: EntityManager, documentId: string): Promise<string | null> {
  const [found] = await tx.query<{ name: string }[]>(
    `select campaign.name from steps step join campaigns campaign on campaign.mailbox_id = step.mailbox_id and campaign.id = step.campaign_id
     where step.body ilike '%document:' || $1 || '%' limit 1`,
    [documentId],
  );
  return found === undefined ? null : `The campaign “${found.name}” sends this document. Archive it instead.`;
}
