// The sandbox's Exchange Online.
import express from 'express';
import type { Post, TenantDelivery } from '../post.js';
import { Directory, type DirectoryUser } from './directory.js';

export type { DirectoryUser } from './directory.js';

/** What a verified access token says; `roles` for app-only tokens, `scp` and `oid` for a person's. */
export interface TokenClaims {
  appId: string;
  roles: string[];
  scp?: string;
  oid?: string;
}

/** Rejects when the token is not good; Exchange then answers 401 InvalidAuthenticationToken. */
export type TokenVerifier = (bearer: string) => Promise<TokenClaims>;

export interface ExchangeOptions {
  /** Folder of its own, for the journal and the MIME files. */
  dataDir: string;
  tenantId: string;
  organizationName: string;
  users: readonly DirectoryUser[];
  verifyToken: TokenVerifier;
  post: Post;
  /** Origin under which the router's paths are reached, without `/v1.0`; goes into links. */
  baseUrl: () => string;
  now?: () => Date;
}

export class Exchange implements TenantDelivery {
  readonly #directory: Directory;

  constructor(readonly options: ExchangeOptions) {
    this.#directory = new Directory(options.users);
  }

  /** Everything below `/v1.0`: mount with `app.use('/v1.0', exchange.router())`. */
  router(): express.Router {
    return express.Router();
  }

  knows(recipient: string): boolean {
    return this.#directory.findByAddress(recipient) !== undefined;
  }

  /** Puts a mail into the Inbox of that mailbox, its MIME kept byte for byte. */
  receive(recipient: string, mime: Buffer): Promise<void> {
    return Promise.reject(new Error(`not yet: ${recipient} ${mime.length}`));
  }

  /** What the rep's own mail program sends: a copy in Sent Items, then out through the post. */
  submit(mailboxAddress: string, mime: Buffer, envelope?: { to: string[] }): Promise<void> {
    return Promise.reject(new Error(`not yet: ${mailboxAddress} ${mime.length} ${envelope?.to.length ?? 0}`));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
