/**
 * One description of an API address, from which its input is checked, its answer typed and
 * `/api/openapi.json` generated: they cannot disagree.
 */
import type { Request, Response } from 'express';
import type { z } from 'zod';
import { ReadbackError } from '../errors.js';
import type { Rep } from '../identity/index.js';
import { BODY_LIMIT_BYTES } from './failure.js';

type Schema = z.ZodType;
type Parsed<S extends Schema | undefined> = S extends Schema ? z.output<S> : undefined;

export interface RouteInput<P extends Schema | undefined, Q extends Schema | undefined, B extends Schema | undefined> {
  /** The signed-in rep; a route sees only what is theirs. */
  readonly rep: Rep;
  readonly params: Parsed<P>;
  readonly query: Parsed<Q>;
  readonly body: Parsed<B>;
  readonly request: Request;
  readonly response: Response;
}

export interface RouteSpec<
  P extends Schema | undefined = undefined,
  Q extends Schema | undefined = undefined,
  B extends Schema | undefined = undefined,
  O extends Schema | undefined = undefined,
> {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Below /api, with {name} for parameters: `/campaigns/{id}`. */
  readonly path: string;
  readonly summary: string;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  /** Longer bodies are refused. Default: 1 MB. */
  readonly bodyLimit_bytes?: number;
  /** The body is a file of any kind: nothing reads it but the handler, from `request`, as far as it wants. */
  readonly takesFile?: boolean;
  /** What is answered as JSON. Undefined: the handler answers by itself (a stream, a file), or 204. */
  readonly output?: O;
  /** For a handler that answers with a file: its media type. Said in the description only. */
  readonly givesFile?: string;
  /** For a stream of server-sent events: what each carries. Said in the description only. */
  readonly streams?: Schema;
  readonly handle: (input: RouteInput<P, Q, B>) => Promise<O extends Schema ? z.input<O> : undefined>;
}

/** A route whose types have been checked and can be put in a list with others. */
export interface Route {
  readonly method: RouteSpec['method'];
  readonly path: string;
  readonly summary: string;
  readonly params: Schema | undefined;
  readonly query: Schema | undefined;
  readonly body: Schema | undefined;
  readonly bodyLimit_bytes: number;
  readonly takesFile: boolean;
  readonly givesFile: string | undefined;
  readonly output: Schema | undefined;
  readonly streams: Schema | undefined;
  /** Parses what came in, calls the handler; what it gives back is the JSON to answer. Throws INPUT_INVALID. */
  readonly call: (rep: Rep, request: Request, response: Response) => Promise<unknown>;
}

/** Checks the types of a route and makes it fit a list with others. */
export function route<
  P extends Schema | undefined = undefined,
  Q extends Schema | undefined = undefined,
  B extends Schema | undefined = undefined,
  O extends Schema | undefined = undefined,
>(spec: RouteSpec<P, Q, B, O>): Route {
  const { method, path, summary, params, query, body, bodyLimit_bytes = BODY_LIMIT_BYTES, takesFile = false, givesFile, output, streams } = spec;
  return {
    method,
    path,
    summary,
    params,
    query,
    body,
    bodyLimit_bytes,
    takesFile,
    givesFile,
    output,
    streams,
    call: async (rep, request, response) => {
      const problems: InputProblem[] = [];
      const input = {
        rep,
        request,
        response,
        params: parsed(params, request.params, 'path', problems),
        query: parsed(query, request.query, 'query', problems),
        body: parsed(body, request.body, 'body', problems),
      };
      if (problems.length > 0) throw new ReadbackError('INPUT_INVALID', undefined, { problems });
      return spec.handle(input);
    },
  };
}

/** What is wrong with one part of the input. */
export interface InputProblem {
  /** `body.steps.0.subject`; begins with path, query or body. */
  readonly path: string;
  readonly message: string;
}

function parsed<S extends Schema | undefined>(schema: S | undefined, value: unknown, where: string, problems: InputProblem[]): Parsed<S>;
function parsed(schema: Schema | undefined, value: unknown, where: string, problems: InputProblem[]): unknown {
  if (schema === undefined) return undefined;
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  problems.push(...result.error.issues.map(({ path, message }) => ({ path: [where, ...path.map(String)].join('.'), message })));
  return undefined;
}
