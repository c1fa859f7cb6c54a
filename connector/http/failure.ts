/** Failures as the API and pages answer them. What we did not foresee is INTERNAL, and only the log has the rest. */
import type { ServerResponse } from 'node:http';
import { z } from 'zod';
import { messageOf, ReadbackError } from '../errors.js';

export const failureSchema = z.object({
  error: z.object({
    code: z.string(),
    /** What happened and what to do, for the person. */
    message: z.string(),
    details: z.record(z.string(), z.unknown()).optional(),
    /** Names the request in the connector's log. */
    requestId: z.string(),
  }),
});

/** What Express's body parser and router throw: an http-errors object. */
const httpErrorSchema = z.object({ status: z.number().int().min(400).max(499), type: z.string().optional(), limit: z.number().optional() });

export const BODY_LIMIT_BYTES = 1024 * 1024;

/** Anything thrown, as one of our errors. */
export function failureOf(thrown: unknown): ReadbackError {
  if (thrown instanceof ReadbackError) return thrown;
  const http = httpErrorSchema.safeParse(thrown);
  if (!http.success) return new ReadbackError('INTERNAL', undefined, {}, { cause: thrown });
  if (http.data.type === 'entity.too.large') {
    const { limit = BODY_LIMIT_BYTES } = http.data;
    return new ReadbackError('BODY_TOO_LARGE', `The request is larger than ${limit / 1024 ** 2} MB, the most this address takes.`, { limit });
  }
  if (http.data.type === 'entity.parse.failed') return new ReadbackError('INPUT_INVALID', 'The body is not JSON.');
  return new ReadbackError('INPUT_INVALID', `The request could not be read: ${messageOf(thrown)}.`);
}

/** The JSON an error is answered with. */
export function failureBody(error: ReadbackError, requestId: string): z.infer<typeof failureSchema> {
  const { code, message, details } = error;
  return { error: { code, message, ...(Object.keys(details).length > 0 ? { details } : {}), requestId } };
}

/** Challenges as RFC 6750 section 3 wants them, on answers with 401. */
export function setChallenge(response: ServerResponse, error: ReadbackError): void {
  if (error.code === 'NOT_SIGNED_IN') response.setHeader('WWW-Authenticate', 'Bearer');
  if (error.code === 'TOKEN_INVALID') {
    response.setHeader('WWW-Authenticate', `Bearer error="invalid_token", error_description="${error.message.replaceAll(/[^ -~]|["\\]/g, "'")}"`);
  }
}
