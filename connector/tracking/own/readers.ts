/** What can be told of a reader from a request alone, as far as the own side is concerned. Whose the rest is, judging says (judge/). */
import type { RawHit } from '../hit.js';

type Request = Pick<RawHit, 'agent' | 'network' | 'addressHash'>;

const PROXY_AGENT = /ImageProxy|MailProxy|OutlookProxy/i;
const OUTLOOK_PROXY_AGENT = /Outlook-?ImageProxy|OutlookProxy|Microsoft Outlook ImageProxy/i;
/** Desktop Outlook names itself so (seen: `Microsoft Office/16.0 (… Microsoft Outlook 16.0…)`, `ms-office; MSOffice 16`); the phones' by its product. */
const OUTLOOK_AGENT = /\bMSOffice\b|\bms-office\b|\bMicrosoft Office\/|\bMicrosoft Outlook\b|\bMicrosoftOutlook\b|\bOutlook-(?:iOS|Android)\b/i;
const TOOL_AGENT = /\b(?:bot|crawler|spider|curl|wget|python-requests|go-http-client|libwww-perl|scanner|headless)\b/i;

/** The reader's own program asked, from their own network: address and agent are theirs. */
export function isDirect({ agent, network, addressHash }: Request): boolean {
  return addressHash !== null && network === null && !PROXY_AGENT.test(agent) && !TOOL_AGENT.test(agent);
}

/** Microsoft's image proxy asked, which loads for readers of Outlook on the web. */
export function isOutlookProxy({ agent, network }: Pick<RawHit, 'agent' | 'network'>): boolean {
  return OUTLOOK_PROXY_AGENT.test(agent) || network === 'microsoft';
}

/** Outlook itself asked, on a desktop or a phone. */
export function isOutlook(hit: Request): boolean {
  return isDirect(hit) && OUTLOOK_AGENT.test(hit.agent);
}

/** Name of the mail service that loads images for its readers; null if none did. */
export function proxyName({ agent, network }: Pick<RawHit, 'agent' | 'network'>): string | null {
  if (/GoogleImageProxy/i.test(agent)) return 'Gmail';
  if (isOutlookProxy({ agent, network })) return 'Outlook on the web';
  if (/YahooMailProxy/i.test(agent)) return 'Yahoo Mail';
  return null;
}
