/**
 * One description of an API address, from which its input is checked, its answer typed and
 * `/api/openapi.json` generated: they cannot disagree.
 */
import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { Rep } from '../identity/index.js';

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
  /** What is answered as JSON. Undefined: the handler answers by itself (a stream), or 204. */
  readonly output?: O;
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
  readonly output: Schema | undefined;
  /** Parses what came in, calls the handler; what it gives back is the JSON to answer. Throws INPUT_INVALID. */
  readonly call: (rep: Rep, request: Request, response: Response) => Promise<unknown>;
}
