/** What is wrong with a draft, by field: before it is sent, and as the API says afterwards. */
import type { FieldProblem } from '../api/client.js';
import type { Draft } from './draft.js';
import { campaignWords } from './strings.js';

const words = campaignWords.create.problems;

/** Sentences by field path as the API names them: `name`, `steps.0.day`. */
export type Problems = ReadonlyMap<string, string>;

const LONGEST_NAME = 120;
const LONGEST_SUBJECT = 255;
const LONGEST_BODY = 100_000;
const LAST_DAY = 365;
/** Bodies take documents of the content library. */
const DOCUMENT = /\{\{\s*document:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\s*\}\}/gi;
const FIELDS = ['first_name', 'name', 'address', 'privacy_link'];

export function checkDraft({ name, mails }: Draft): Problems {
  const problems = new Map<string, string>();
  const add = (path: string, says: string | undefined) => {
    if (says !== undefined) problems.set(path, says);
  };
  add('name', checkText(name, words.name, LONGEST_NAME));
  mails.forEach(({ day, subject, body }, index) => {
    add(`steps.${index}.day`, checkDay(day, mails[index - 1]?.day));
    add(`steps.${index}.subject`, checkText(subject, words.subject, LONGEST_SUBJECT) ?? unknownField(subject));
    add(`steps.${index}.body`, checkText(body, words.body, LONGEST_BODY) ?? unknownField(body.replace(DOCUMENT, '')));
  });
  return problems;
}

function checkText(text: string, missing: string, limit: number): string | undefined {
  if (text.trim() === '') return missing;
  return text.trim().length > limit ? words.long(limit) : undefined;
}

function checkDay(day: string, before: string | undefined): string | undefined {
  if (!/^\d{1,3}$/.test(day.trim()) || Number(day) < 1 || Number(day) > LAST_DAY) return words.day;
  if (before !== undefined && Number(day) <= Number(before)) return words.laterDay(Number(before));
  return undefined;
}

function unknownField(text: string): string | undefined {
  const unknown = [...text.matchAll(/\{\{\s*([^{}]*?)\s*\}\}/g)].map((match) => match[1] ?? '').find((field) => !FIELDS.includes(field));
  return unknown === undefined ? undefined : words.unknown(unknown);
}

/** The API's problems at the fields they concern; `rest` are those that concern none of ours. */
export function placeProblems(problems: readonly FieldProblem[], draft: Draft): { placed: Problems; rest: readonly FieldProblem[] } {
  const paths = new Set(['name', 'sendHour', ...draft.mails.flatMap((_, index) => ['day', 'subject', 'body'].map((field) => `steps.${index}.${field}`))]);
  const placed = new Map<string, string>();
  const rest: FieldProblem[] = [];
  for (const problem of problems) {
    if (paths.has(problem.path)) placed.set(problem.path, problem.says);
    else rest.push(problem);
  }
  return { placed, rest };
}
