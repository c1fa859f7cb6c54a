/** Reading answers of the API in tests. */
import { z } from 'zod';

const failureSchema = z.object({
  error: z.object({ code: z.string(), message: z.string(), details: z.record(z.string(), z.unknown()).optional(), requestId: z.uuid() }),
});

export type Failure = z.infer<typeof failureSchema>['error'];

/** The error of an answer; fails if it is none of ours. */
export async function failureOf(response: Response): Promise<Failure> {
  return failureSchema.parse(await response.json()).error;
}

export const bearer = (token: string): { authorization: string } => ({ authorization: `Bearer ${token}` });
