/** A look into a mailbox of the sandbox through Graph, as an application with a token of its own. */
import { request } from 'node:https';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { SandboxReady } from '../ready.js';

const recipients = z.array(z.object({ emailAddress: z.object({ address: z.string() }) }));

const messageSchema = z.object({
  id: z.string(),
  subject: z.string(),
  internetMessageId: z.string(),
  toRecipients: recipients,
  ccRecipients: recipients,
});

export interface MailSeen {
  readonly id: string;
  readonly subject: string;
  readonly internetMessageId: string;
  readonly to: readonly string[];
  readonly cc: readonly string[];
}

export class ExchangeLook {
  readonly #ca: string;

  constructor(private readonly ready: SandboxReady) {
    this.#ca = readFileSync(ready.caPath, 'utf8');
  }

  /** What stands in Sent Items, newest first. */
  sentItems(user: string): Promise<MailSeen[]> {
    return this.#folder(user, 'sentitems');
  }

  /** What was begun and has not gone. */
  drafts(user: string): Promise<MailSeen[]> {
    return this.#folder(user, 'drafts');
  }

  /** A whole mail as MIME. */
  async mime(user: string, id: string): Promise<string> {
    return this.#get(`/users/${user}/messages/${id}/$value`);
  }

  async #folder(user: string, folder: string): Promise<MailSeen[]> {
    const query = new URLSearchParams({ $select: 'id,subject,internetMessageId,toRecipients,ccRecipients', $top: '200' });
    const { value } = z.object({ value: z.array(messageSchema) }).parse(JSON.parse(await this.#get(`/users/${user}/mailFolders/${folder}/messages?${query.toString()}`)));
    return value.map(({ id, subject, internetMessageId, toRecipients, ccRecipients }) => ({
      id,
      subject,
      internetMessageId,
      to: toRecipients.map(({ emailAddress }) => emailAddress.address.toLowerCase()),
      cc: ccRecipients.map(({ emailAddress }) => emailAddress.address.toLowerCase()),
    }));
  }

  async #get(path: string): Promise<string> {
    return this.#fetch('GET', `${this.ready.graphBaseUrl}/v1.0${path}`, { Authorization: `Bearer ${await this.#token()}` });
  }

  async #token(): Promise<string> {
    const { authorityHost, tenantId, clientId, clientSecret, graphBaseUrl } = this.ready;
    const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret, scope: `${graphBaseUrl}/.default` });
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const answer = await this.#fetch('POST', `${authorityHost}/${tenantId}/oauth2/v2.0/token`, headers, form.toString());
    return z.object({ access_token: z.string() }).parse(JSON.parse(answer)).access_token;
  }

  /** `fetch` takes no certificate authority of one's own. */
  #fetch(method: string, address: string, headers: Record<string, string>, body?: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const asked = request(address, { method, headers, ca: this.#ca }, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (text += chunk));
        response.on('end', () => {
          if (response.statusCode !== 200) reject(new Error(`${method} ${address} was answered ${response.statusCode ?? 0}: ${text.slice(0, 300)}`));
          else resolve(text);
        });
      });
      asked.on('error', reject);
      asked.end(body);
    });
  }
}
