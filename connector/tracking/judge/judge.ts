/**
 * Who stood behind a hit: a pure function of the request, the message and what is known. Every hit
 * is kept with its verdict and the reason; only people count. A mail proxy has a person behind it.
 */
import type { HitFacts, Judgement, MessageFacts } from './facts.js';

/** Image proxies of mail services, by what their agent says; asked before anything is called a machine. */
const PROXIES: readonly (readonly [RegExp, string])[] = [
  [/GoogleImageProxy/i, 'gmail-proxy'],
  [/Outlook-?ImageProxy|OutlookProxy|Microsoft Outlook ImageProxy/i, 'outlook-proxy'],
  [/YahooMailProxy/i, 'yahoo-proxy'],
];

/** Agents that say they are programs. An empty or a bare agent says nothing: some mail programs send none. */
const TOOLS = /\b(?:bot|crawler|spider|curl|wget|python-requests|go-http-client|libwww-perl|scanner|headless)\b/i;

/**
 * Judges hits, in any order. Revising is judging again with more known.
 * @param messages by stamp id; a stamp whose message is not known yet is absent
 * @returns by hit id
 */
export function judgeHits(hits: readonly HitFacts[], messages: ReadonlyMap<string, MessageFacts>): Map<string, Judgement> {
  return new Map(hits.map((hit) => [hit.id, { ...judge(hit, messages.get(hit.stampId)), certain: true, quotedBy: null }]));
}

function judge({ agent, method, kind }: HitFacts, message: MessageFacts | undefined): Pick<Judgement, 'verdict' | 'reason'> {
  if (message?.isTest === true) return { verdict: 'self', reason: 'test-mail' };
  const proxy = PROXIES.find(([pattern]) => pattern.test(agent));
  if (proxy !== undefined) return { verdict: 'proxy', reason: proxy[1] };
  if (method === 'HEAD') return { verdict: 'scanner', reason: 'head-request' };
  if (TOOLS.test(agent)) return { verdict: 'scanner', reason: 'tool-agent' };
  return { verdict: 'human', reason: kind === 'click' ? 'clicked' : 'mail-client' };
}
