/** A place in a list that goes from the newest to the oldest, as `next` gives it. */
import { z } from 'zod';

export interface Place {
  readonly createdAt: Date;
  readonly id: string;
}

const form = /^(\d{1,15})_([0-9a-f-]{36})$/;

export const placeSchema = z.string().regex(form, 'is no cursor').transform((text): Place => {
  const [, at, id = ''] = form.exec(text) ?? [];
  return { createdAt: new Date(Number(at)), id };
});

/** The first `limit` of one row more than that, and where the others go on. */
export function pageOf<T extends { readonly id: string; readonly createdAt: string }>(rows: readonly T[], limit: number): { readonly shown: T[]; readonly next: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { shown, next: rows.length > limit && last !== undefined ? `${Date.parse(last.createdAt)}_${last.id}` : null };
}
