/** The people outside the tenant: their mailboxes, and the window in the browser where one reads and answers for them. */
import express, { type Router } from 'express';
import type { OutsideDelivery } from '../post.js';

export interface OutsideOptions {
  /** Folder of the journal. */
  dataDir: string;
  /** Where replies leave: the sandbox's own SMTP port. */
  smtpPort: () => number;
  readbackUrl: string | undefined;
  now?: () => Date;
}

export class Outside implements OutsideDelivery {
  private constructor(readonly options: OutsideOptions) {}

  static open(options: OutsideOptions): Promise<Outside> {
    return Promise.resolve(new Outside(options));
  }

  deliver(recipient: string, mime: Buffer): Promise<void> {
    return Promise.reject(new Error(`not yet: ${recipient} ${mime.length}`));
  }

  router(): Router {
    return express.Router();
  }

  endStreams(): void {
    // nothing yet
  }

  close(): void {
    // nothing yet
  }
}
