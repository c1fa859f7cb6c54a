/**
 * Who stood behind a hit: a pure function of the request. Every hit is kept with its verdict and
 * the reason; only people count as views. A mail proxy has a person behind it, so it counts.
 */
export type Verdict = 'human' | 'proxy' | 'prefetch' | 'scanner' | 'self';

export interface HitFacts {
  readonly method: string;
  readonly agent: string;
}

export interface Judgement {
  readonly verdict: Verdict;
  /** Stable code of the rule that decided. */
  readonly reason: string;
}

/** Sentences for people, by reason code. */
export const REASONS: Readonly<Record<string, string>> = {
  'mail-client': 'Counted as a person because a mail program or browser loaded the images.',
  'gmail-proxy': 'Counted as a person because Gmail loaded the images for its reader.',
  'outlook-proxy': 'Counted as a person because Outlook loaded the images for its reader.',
  'yahoo-proxy': 'Counted as a person because Yahoo Mail loaded the images for its reader.',
  'head-request': 'Counted as a machine because it asked about the image without loading it.',
  'tool-agent': 'Counted as a machine because it names itself as a program that is no mail reader.',
};

/** Image proxies of mail services, by what their agent says; asked before anything is called a machine. */
const PROXIES: readonly (readonly [RegExp, string])[] = [
  [/GoogleImageProxy/i, 'gmail-proxy'],
  [/Outlook-?ImageProxy|OutlookProxy|Microsoft Outlook ImageProxy/i, 'outlook-proxy'],
  [/YahooMailProxy/i, 'yahoo-proxy'],
];

/** Agents that say they are programs. An empty or a bare agent says nothing: some mail programs send none. */
const TOOLS = /\b(?:bot|crawler|spider|curl|wget|python-requests|go-http-client|libwww-perl|scanner|headless)\b/i;

export function judge({ method, agent }: HitFacts): Judgement {
  const proxy = PROXIES.find(([pattern]) => pattern.test(agent));
  if (proxy !== undefined) return { verdict: 'proxy', reason: proxy[1] };
  if (method === 'HEAD') return { verdict: 'scanner', reason: 'head-request' };
  if (TOOLS.test(agent)) return { verdict: 'scanner', reason: 'tool-agent' };
  return { verdict: 'human', reason: 'mail-client' };
}
