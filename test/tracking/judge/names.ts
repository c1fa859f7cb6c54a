/** Agents, networks and moments by the names the tables of verdicts call them. */
import type { HitFacts, Known, MessageFacts } from '../../../connector/tracking/judge/facts.js';

export const AGENTS = {
  chrome: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36',
  edge: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0',
  safari: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1',
  cubot: 'Mozilla/5.0 (Linux; Android 12; CUBOT X50) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36',
  outlook: 'Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 10.0; WOW64; Trident/7.0; .NET4.0C; .NET4.0E; Microsoft Outlook 16.0.17928; ms-office; MSOffice 16)',
  'ms-office': 'Mozilla/4.0 (compatible; ms-office; MSOffice 16)',
  'only its name': 'Microsoft Outlook',
  'outlook phone': 'Outlook-iOS/723.4027091.prod.iphone (3.30.0)',
  'apple mail': 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)',
  thunderbird: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Thunderbird/140.3.0',
  'gmail proxy': 'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)',
  'gmail ahead': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/42.0.2311.135 Safari/537.36 Edge/12.246 Mozilla/5.0',
  'yahoo proxy': 'YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html',
  'outlook proxy': 'Mozilla/5.0 (compatible; Microsoft Outlook ImageProxy)',
  'some proxy': 'ExampleMail ImageProxy/2.0',
  bare: 'Mozilla/5.0',
  none: '',
  unknown: 'Contoso Mail 3',
  curl: 'curl/8.14.1',
  libcurl: 'PycURL/7.45.3 libcurl/8.7.1 OpenSSL/3.0.13',
  node: 'node',
  okhttp: 'okhttp/4.12.0',
  'phone mail': 'ContosoMail/7.1 (Android 14) okhttp/4.12.0',
  undici: 'undici',
  dart: 'Dart/3.5 (dart:io)',
  httpie: 'HTTPie/3.2.4',
  powershell: 'Mozilla/5.0 (Windows NT; Windows NT 10.0; en-US) WindowsPowerShell/5.1.26100.1',
  'newer powershell': 'Mozilla/5.0 (Windows NT 10.0; Microsoft Windows 10.0.26100; en-US) PowerShell/7.4.6',
  faraday: 'Faraday v2.12.0',
  ruby: 'Ruby',
  python: 'python-requests/2.32.4',
  googlebot: 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
  headless: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/138.0.0.0 Safari/537.36',
  barracuda: 'Barracuda Sentinel (EE)',
  slack: 'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)',
  whatsapp: 'WhatsApp/2.23.20.0',
  'link checker': 'W3C-checklink/5.0.0 libwww-perl/6.77',
  discovery: 'Microsoft Office Existence Discovery',
} as const;
export type AgentName = keyof typeof AGENTS;

/** When the mail was sent. */
export const SENT_AT = new Date('2026-11-02T09:00:00Z');

/** A moment after sending: "2 s", "5 min", "-2 min". */
export function after(text: string): Date {
  const [, amount = '', unit = ''] = /^(-?[\d.]+) (ms|s|min|h)$/.exec(text) ?? [];
  const factor = { ms: 1, s: 1_000, min: 60_000, h: 3_600_000 }[unit];
  if (factor === undefined) throw new Error(`"${text}" is no moment`);
  return new Date(SENT_AT.getTime() + Number(amount) * factor);
}

let drawn = 0;

export interface HitWords {
  readonly at?: string;
  readonly kind?: HitFacts['kind'];
  readonly agent?: AgentName;
  readonly network?: string | null;
  readonly link?: number;
  readonly method?: string;
  readonly known?: Known | null;
  readonly from?: string | null;
  readonly stamp?: string;
  readonly prefetching?: boolean;
  readonly id?: string;
}

export function hitOf({ at = '1 h', kind = 'pixel', agent = 'chrome', network = null, link, method = 'GET', known = null, from = 'home', stamp = 'stamp', prefetching = false, id }: HitWords): HitFacts {
  return {
    id: id ?? `hit-${String(++drawn).padStart(6, '0')}`,
    at: after(at),
    stampId: stamp,
    kind,
    link: kind === 'click' ? (link ?? 1) : null,
    method,
    agent: AGENTS[agent],
    network,
    addressHash: from,
    prefetching,
    known,
  };
}

export function messageOf(facts: Partial<MessageFacts> = {}): MessageFacts {
  const stampId = facts.stampId ?? 'stamp';
  return {
    id: `message of ${stampId}`,
    mailboxId: 'mailbox',
    stampId,
    sentAt: SENT_AT,
    mode: 'full',
    isTest: false,
    recipients: [{ address: 'flynn@flynnsarcade.example', isOwn: false }],
    thread: null,
    ...facts,
  };
}
