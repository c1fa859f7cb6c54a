/**
 * Talking to the connector: JSON in and out, every answer checked, every failure an ApiError with
 * the stable code and the sentence the API gave.
 */
import { isRecord, isText, type Guard } from './guards.js';

/** What was wrong with one field: its path in what was sent (`steps.0.subject`), and a sentence. */
export interface FieldProblem {
  readonly path: string;
  readonly says: string;
}

/** A request that failed. `code` is the API's, or OFFLINE (no answer came) or UNREADABLE (no answer we understand). */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly code: string,
    message: string,
    readonly status: number,
    readonly problems: readonly FieldProblem[] = [],
  ) {
    super(message);
  }
}

interface AskOptions {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/** Where the browser signs in, to come back to this page. */
export function signInAddress(): string {
  return `/auth/sign-in?return=${encodeURIComponent(location.pathname + location.search)}`;
}

/**
 * One request to the API. A page that cannot be read because nobody is signed in leads to the
 * sign-in; an action that fails so only throws (NOT_SIGNED_IN), because what was typed must not be lost.
 * @throws {ApiError}
 */
export async function ask<T>(guard: Guard<T>, path: string, options: AskOptions = {}): Promise<T> {
  const response = await send(path, options);
  const answer: unknown = response.status === 204 ? undefined : await response.json().catch(() => undefined);
  if (response.ok) {
    if (guard(answer)) return answer;
    throw new ApiError('UNREADABLE', '', response.status);
  }
  if (response.status === 401 && (options.method ?? 'GET') === 'GET') return leaveForSignIn();
  throw failureIn(answer, response.status);
}

/** Accepts any answer, also none. */
export const anything: Guard<unknown> = (value): value is unknown => value === value;

/** Goes to the sign-in. Never comes back, so that nothing flashes up meanwhile. */
export function leaveForSignIn(): Promise<never> {
  location.assign(signInAddress());
  return new Promise(() => undefined);
}

async function send(path: string, { method = 'GET', body, signal }: AskOptions): Promise<Response> {
  try {
    return await fetch(path, {
      method,
      headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError('OFFLINE', '', 0);
  }
}

/** What an answer that is a failure says. */
export function failureIn(answer: unknown, status: number): ApiError {
  const error = isRecord(answer) && isRecord(answer.error) ? answer.error : answer;
  if (!isRecord(error) || !isText(error.code)) return new ApiError('UNREADABLE', '', status);
  return new ApiError(error.code, isText(error.message) ? error.message : '', status, problemsIn(error.details));
}

function problemsIn(details: unknown): FieldProblem[] {
  const problems = isRecord(details) ? details.problems : undefined;
  if (!Array.isArray(problems)) return [];
  return problems.flatMap((problem: unknown) => {
    if (!isRecord(problem) || !isText(problem.path) || !isText(problem.message)) return [];
    return [{ path: problem.path.replace(/^body\.?/, ''), says: problem.message }];
  });
}
