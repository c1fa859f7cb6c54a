/** What the feed asks of the API beyond its lines. */
import { anything, ask } from '../api/client.js';
import { isUndo, type Undo } from '../api/shapes.js';

const undoOf = (activityId: string) => `/api/activities/${encodeURIComponent(activityId)}/undo`;

/** What would follow from taking back what this line brought about. Changes nothing. */
export function previewUndo(activityId: string, signal?: AbortSignal): Promise<Undo> {
  return ask(isUndo, undoOf(activityId), signal ? { signal } : {});
}

export function undo(activityId: string): Promise<Undo> {
  return ask(isUndo, undoOf(activityId), { method: 'POST' });
}

/** @param body the id of a choice, or the enrollments the answer speaks for. */
export async function answerQuestion(questionId: string, body: { readonly choice: string } | { readonly enrollmentIds: readonly string[] }): Promise<void> {
  await ask(anything, `/api/questions/${encodeURIComponent(questionId)}/answer`, { method: 'POST', body });
}

/** Lets the mails go on that were held because others refused them. */
export async function releaseQueue(): Promise<void> {
  await ask(anything, '/api/queue/release', { method: 'POST' });
}
