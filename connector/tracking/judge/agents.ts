/**
 * What an agent says of itself. Mail proxies are decided before anything is called a machine: lists
 * of robots call Gmail's and Yahoo's proxies, a bare `Mozilla/5.0` and Outlook all the same. What
 * nobody knows is taken for a mail program: missing a machine shows as one view too many, missing a
 * person is a lead lost.
 *
 *     proxies    load images when somebody reads: Gmail, Yahoo, Outlook on the web, other mail services
 *     ahead      load images before anybody reads: Apple's privacy protection, Gmail in an open tab
 *     machines   security services, headless browsers, previews of chat programs, tools
 *     people     Outlook, other mail programs, browsers, and what is none of these
 */

export type AgentKind =
  | 'gmail-proxy' | 'yahoo-proxy' | 'outlook-proxy' | 'mail-proxy'
  | 'gmail-ahead' | 'bare'
  | 'security' | 'headless' | 'preview' | 'tool'
  | 'outlook' | 'office-link' | 'mail-program' | 'browser' | 'empty' | 'other';

/** In this order. Sources: bird.com "Gmail is prefetching images" (2022) for Gmail's frozen agent; Yahoo's help page SLN28749 for its proxy. */
const RULES: readonly (readonly [AgentKind, RegExp])[] = [
  ['gmail-ahead', /Chrome\/42\.0\.2311\.135 Safari\/537\.36 Edge\/12\.246/],
  ['gmail-proxy', /GoogleImageProxy|\bggpht\.com\b/i],
  ['yahoo-proxy', /YahooMailProxy|YahooCacheSystem/i],
  ['outlook-proxy', /Outlook ?-?Image ?Proxy|OutlookProxy/i],
  ['mail-proxy', /(?:mail|image)[ -]?proxy\b/i],
  ['bare', /^\s*Mozilla\/5\.0\s*$/],
  ['empty', /^\s*-?\s*$/],
  [
    'security',
    /barracuda|mimecast|proofpoint|urldefense|ironport|forcepoint|websense|symantec|messagelabs|sophos|trend ?micro|fireeye|trellix|cloudmark|check ?point|fortiguard|fortinet|safe ?links|url ?analy[sz]er|url ?defen[cs]e|virustotal|urlscan|phishtank|netcraft|hornetsecurity|vadesecure|ironscales|mailguard|spamtitan|bitdefender|kaspersky|avanan/i,
  ],
  ['headless', /headless|PhantomJS|SlimerJS|puppeteer|playwright|selenium|webdriver|\bjsdom\b|cypress/i],
  [
    'preview',
    /facebookexternalhit|\bFacebot\b|Twitterbot|Slackbot|Slack-ImgProxy|LinkedInBot|^WhatsApp\/|TelegramBot|Discordbot|SkypeUriPreview|BingPreview|MicrosoftPreview|Iframely|embedly|Pinterestbot|redditbot|Mattermost|Google-PageRenderer|applebot/i,
  ],
  // "bot" behind a letter too, as in Googlebot; Cubot is a maker of phones. okhttp by itself is a library; with a name beside it, a program on a phone.
  [
    'tool',
    /(?<!cu)bot\b|crawl|spider|slurp|archiver|scanner|\b(?:link|url)[ -]?check|validator|curl\/|\bwget\b|python|aiohttp|\bhttpx\/|go-http-client|^java\/|apache-httpclient|libwww|\blwp\b|\bperl\b|\bruby\b|^php\b|guzzle|node-fetch|\bundici\b|axios|\bgot\/|postman|insomnia|scrapy|winhttp|^AHC\/|^node\b|^(?:okhttp|Dart|Deno|Bun|reqwest)\/\S+(?: \(dart:io\))?\s*$|^HTTPie\b|PowerShell\/|^Faraday\b|Amazon CloudFront|monitor(?:ing)?\b|uptime|nikto|masscan|zgrab|nmap/i,
  ],
  ['office-link', /Microsoft Office (?:Existence|Protocol) Discovery/i],
  ['outlook', /\bms-?office\b|MSOffice|Microsoft ?Outlook|Microsoft Office\/|MacOutlook|Outlook-(?:iOS|Android)/i],
  // Apple Mail without privacy protection is WebKit that does not call itself Safari.
  [
    'mail-program',
    /Thunderbird|Betterbird|Airmail|\bSpark\/|Postbox|eM ?Client|Mailbird|The Bat!|Evolution\/|KMail|Superhuman|Lotus-Notes|HCL Notes|BlackBerry|\bK-9\b|FairEmail|Mimestream|Canary|CFNetwork|^Dalvik|okhttp|SamsungEmail|AppleWebKit\/[\d.]+ \(KHTML, like Gecko\)(?: Mobile\/\w+)?$/i,
  ],
  ['browser', /^Mozilla\/[45]\.0 \(.+\)|^Opera\//],
];

/** Written instead of the agent where nothing of the person may be stored; it is read back as what it stands for. */
const STAND_IN = /^\[([a-z-]+)\]$/;

export function kindOfAgent(agent: string): AgentKind {
  const remembered = kinds.get(agent);
  if (remembered !== undefined) return remembered;
  const standIn = STAND_IN.exec(agent)?.[1];
  const kind = RULES.find(([name, pattern]) => (standIn === undefined ? pattern.test(agent) : name === standIn))?.[0] ?? 'other';
  if (kinds.size >= REMEMBERED_AT_MOST) kinds.clear();
  kinds.set(agent, kind);
  return kind;
}

/** Agents repeat; trying them all on every hit would cost three times the rest of judging. */
const kinds = new Map<string, AgentKind>();
const REMEMBERED_AT_MOST = 2_000;

/** The agent as it may be stored where nothing of the person may be: enough to be judged by. */
export function anonymousAgent(agent: string): string {
  return `[${kindOfAgent(agent)}]`;
}

const PROXIES: ReadonlySet<AgentKind> = new Set(['gmail-proxy', 'yahoo-proxy', 'outlook-proxy', 'mail-proxy']);
const MACHINES: ReadonlySet<AgentKind> = new Set(['security', 'headless', 'preview', 'tool']);

/** Loads images for whoever reads there. */
export function isMailProxy(kind: AgentKind): boolean {
  return PROXIES.has(kind);
}

/** Says that it is a program nobody reads mail with. */
export function isMachine(kind: AgentKind): boolean {
  return MACHINES.has(kind);
}

/** A mail program on somebody's own device, told from an ordinary browser. */
export function isMailProgram(kind: AgentKind): boolean {
  return kind === 'outlook' || kind === 'mail-program';
}
