// The mail server of the sandbox's whole world, on loopback.
import type { Exchange } from '../exchange/index.js';
import type { Post } from '../post.js';

export interface SmtpOptions {
  /** 0 lets the system choose. */
  port: number;
  host: '127.0.0.1';
  exchange: Exchange;
  post: Post;
}

export interface SmtpListener {
  port: number;
  close(): Promise<void>;
}

export function startSmtp(options: SmtpOptions): Promise<SmtpListener> {
  return Promise.resolve({ port: options.port, close: () => Promise.resolve() });
}
