/**
 * Whether it was the sender's own side that looked: what was found out at the hit (own/) made into a
 * verdict. Before all other rules: a rep who looks through a mail proxy would be a view otherwise.
 * Null: not the own side, or nobody can tell.
 */
import { isMailProxy, kindOfAgent } from './agents.js';
import type { HitFacts, MessageFacts, RecipientFacts } from './facts.js';
import type { Judged } from './request.js';

/** Clocks differ, and times of mail have no milliseconds. */
const BEFORE_SENDING_MS = 60_000;

/** Networks that everybody's images come through. */
const PROXY_NETWORKS: ReadonlySet<string | null> = new Set(['apple', 'apple-relay', 'google', 'microsoft', 'yahoo']);

/** Where mail to these domains is certainly read; anybody else's provider is not known. */
const PROVIDERS: Readonly<Record<string, string>> = {
  'gmail.com': 'google', 'googlemail.com': 'google',
  'outlook.com': 'microsoft', 'hotmail.com': 'microsoft', 'hotmail.co.uk': 'microsoft', 'hotmail.fr': 'microsoft', 'hotmail.de': 'microsoft', 'hotmail.it': 'microsoft', 'live.com': 'microsoft', 'msn.com': 'microsoft',
  'yahoo.com': 'yahoo', 'yahoo.co.uk': 'yahoo', 'yahoo.fr': 'yahoo', 'yahoo.de': 'yahoo', 'yahoo.it': 'yahoo', 'ymail.com': 'yahoo', 'aol.com': 'yahoo',
  'icloud.com': 'apple', 'me.com': 'apple', 'mac.com': 'apple',
};

export function judgeOwnSide(hit: HitFacts, message: MessageFacts | undefined): Judged | null {
  if (hit.known === 'said-other') return null;
  if (hit.known === 'said-own') return own('said-own');
  if (message?.isTest === true) return own('test-mail');
  if (hit.known === 'own-device') return own('own-device');
  if (hit.known === 'colleague-device') return own('colleague-device');
  if (message !== undefined && message.recipients.length > 0 && message.recipients.every(({ isOwn }) => isOwn)) return own('own-address');
  if (isBeforeSending(hit, message)) return own('before-sending');
  return weaker(hit, message);
}

function weaker(hit: HitFacts, message: MessageFacts | undefined): Judged | null {
  const agent = kindOfAgent(hit.agent);
  switch (hit.known) {
    case 'signal':
      return own('signal');
    case 'signal-proxy':
      return isTheirProxyPossible(hit, message) ? { verdict: 'self', reason: 'signal-proxy-likely', certain: false } : own('signal-proxy');
    case 'taught':
      // What a proxy loads looks the same for everybody behind it.
      return isMailProxy(agent) || PROXY_NETWORKS.has(hit.network) ? null : own('taught');
    case 'own-network':
      return hit.kind === 'pixel' && agent === 'outlook' ? { verdict: 'self', reason: 'own-network', certain: false } : null;
    default:
      return null;
  }
}

/** Only its sender sees a mail before it is sent. Of two mails with one stamp it is not known which. */
function isBeforeSending({ at }: HitFacts, message: MessageFacts | undefined): boolean {
  if (message === undefined || message.sentAt === null || message.ambiguous === true) return false;
  return at.getTime() < message.sentAt.getTime() - BEFORE_SENDING_MS;
}

/** Whether a recipient's mail may load its images through the proxy this hit came through. */
function isTheirProxyPossible(hit: HitFacts, message: MessageFacts | undefined): boolean {
  const proxy = providerOf(hit);
  if (message === undefined || proxy === null) return true;
  return message.recipients.some((recipient) => !recipient.isOwn && mayBeReadAt(recipient, proxy));
}

function mayBeReadAt({ address }: RecipientFacts, provider: string): boolean {
  const theirs = PROVIDERS[address.slice(address.lastIndexOf('@') + 1).toLowerCase()];
  return theirs === undefined || theirs === provider;
}

function providerOf({ agent, network }: HitFacts): string | null {
  switch (kindOfAgent(agent)) {
    case 'outlook-proxy':
      return 'microsoft';
    case 'gmail-proxy':
    case 'gmail-ahead':
      return 'google';
    case 'yahoo-proxy':
      return 'yahoo';
    default:
      return PROXY_NETWORKS.has(network) ? network : null;
  }
}

function own(reason: Judged['reason']): Judged {
  return { verdict: 'self', reason, certain: true };
}
