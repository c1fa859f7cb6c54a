// One request to Graph, after its token was verified: who asks, for whose mailbox, with which preferences.
import type { Request, RequestHandler, Response } from 'express';
import type { z } from 'zod';
import type { BodyType } from '../body.js';
import type { DirectoryUser, Directory } from '../directory.js';
import { GraphError } from '../errors.js';
import { deliver } from './fate.js';
import type { Mailbox, Store } from '../store/index.js';
import { grants, type Permission, type TokenClaims } from './permissions.js';

export interface Preferences {
  immutableIds: boolean;
  bodyType: BodyType | undefined;
  maxPageSize: number | undefined;
}

export type Answer =
  | { status: number; json: unknown; headers?: Record<string, string> }
  | { status: number; mime: Buffer }
  | { status: number };

const claimsOf = new WeakMap<Request, TokenClaims>();

export function rememberClaims(request: Request, claims: TokenClaims): void {
  claimsOf.set(request, claims);
}

export function claimsFor(request: Request): TokenClaims | undefined {
  return claimsOf.get(request);
}

export class Call {
  constructor(
    readonly request: Request,
    readonly claims: TokenClaims,
    private readonly directory: Directory,
    private readonly store: Store,
  ) {}

  get preferences(): Preferences {
    return preferencesOf(this.request);
  }

  param(name: string): string {
    const value = this.request.params[name];
    return typeof value === 'string' ? value : '';
  }

  /** @throws GraphError when the body does not fit. */
  body<T>(schema: z.ZodType<T>): T {
    const result = schema.safeParse(this.request.body ?? {});
    if (result.success) return result.data;
    const [issue] = result.error.issues;
    throw new GraphError('RequestBodyRead', `${issue?.path.join('/') ?? ''}: ${issue?.message ?? 'not valid'}`);
  }

  /** The body sent as base64 text (MIME), or undefined when the body is JSON. */
  mime(): Buffer | undefined {
    if (this.request.is('text/plain') !== 'text/plain') return undefined;
    const body: unknown = this.request.body;
    const text = typeof body === 'string' ? body.replace(/\s/g, '') : '';
    if (text === '' || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) throw new GraphError('ErrorMimeContentInvalidBase64String');
    return Buffer.from(text, 'base64');
  }

  /** The directory's user in the path. */
  user(permission: Permission): DirectoryUser {
    const name = this.param('user');
    const user = this.directory.find(name);
    if (!grants(this.claims, permission, user?.id)) throw new GraphError('Authorization_RequestDenied');
    if (user === undefined) {
      throw new GraphError('Request_ResourceNotFound', `Resource '${name}' does not exist or one of its queried reference-property objects are not present.`);
    }
    return user;
  }

  /** The mailbox in the path. */
  mailbox(permission: Permission): Mailbox {
    return this.mailboxNamed(this.param('user'), permission);
  }

  mailboxNamed(name: string, permission: Permission): Mailbox {
    const user = this.directory.find(name) ?? this.directory.findByAddress(name);
    if (!grants(this.claims, permission, user?.id)) throw new GraphError('ErrorAccessDenied');
    const mailbox = user && this.store.mailbox(user.id);
    if (mailbox === undefined) throw new GraphError('ErrorInvalidUser', `The requested user '${name}' is invalid.`);
    if (mailbox.user.mailboxLocation !== 'online') throw new GraphError('MailboxNotEnabledForRESTAPI');
    return mailbox;
  }

  requireOrganization(permission: Permission): void {
    if (!grants(this.claims, permission, undefined)) throw new GraphError('Authorization_RequestDenied');
  }
}

/** Turns a function from call to answer into an Express handler. */
export function endpoint(
  directory: Directory,
  store: Store,
  handle: (call: Call) => Answer | Promise<Answer>,
): RequestHandler {
  return async (request, response) => {
    const claims = claimsOf.get(request);
    if (claims === undefined) throw new GraphError('InvalidAuthenticationToken');
    const call = new Call(request, claims, directory, store);
    answer(response, call, await handle(call));
  };
}

function answer(response: Response, call: Call, result: Answer): void {
  const applied = appliedPreferences(call.preferences);
  if (applied !== '') response.setHeader('Preference-Applied', applied);
  response.status(result.status);
  if ('json' in result) {
    for (const [name, value] of Object.entries(result.headers ?? {})) response.setHeader(name, value);
    response.setHeader('Content-Type', 'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8');
    deliver(response, Buffer.from(JSON.stringify(result.json)));
  } else if ('mime' in result) {
    response.setHeader('Content-Type', 'text/plain');
    deliver(response, result.mime);
  } else deliver(response, undefined);
}

function preferencesOf(request: Request): Preferences {
  const prefer = [request.headers['prefer'] ?? ''].flat().join(',');
  const bodyType = /outlook\.body-content-type\s*=\s*"?(text|html)"?/i.exec(prefer)?.[1]?.toLowerCase();
  const maxPageSize = /odata\.maxpagesize\s*=\s*(\d+)/i.exec(prefer)?.[1];
  return {
    immutableIds: /IdType\s*=\s*"?ImmutableId"?/i.test(prefer),
    bodyType: bodyType === 'text' || bodyType === 'html' ? bodyType : undefined,
    maxPageSize: maxPageSize === undefined || maxPageSize === '0' ? undefined : Number(maxPageSize),
  };
}

function appliedPreferences(preferences: Preferences): string {
  return [
    preferences.immutableIds ? 'IdType="ImmutableId"' : '',
    preferences.bodyType === undefined ? '' : `outlook.body-content-type="${preferences.bodyType}"`,
    preferences.maxPageSize === undefined ? '' : `odata.maxpagesize=${preferences.maxPageSize}`,
  ].filter((text) => text !== '').join(', ');
}
