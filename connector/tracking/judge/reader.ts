/**
 * With what somebody read a mail or followed a link, in words for the message's details: "Outlook on
 * Windows", "Gmail", "Safari on an iPhone". Careful rather than complete: what is not sure is left out.
 */
import type { HitKind } from '../hit.js';
import { kindOfAgent, type AgentKind } from './agents.js';

export type DeviceKind = 'computer' | 'phone' | 'tablet' | 'unknown';

const SERVICES: Partial<Readonly<Record<AgentKind, string>>> = {
  'gmail-proxy': 'Gmail',
  'gmail-ahead': 'Gmail',
  'yahoo-proxy': 'Yahoo Mail',
  'outlook-proxy': 'Outlook on the web',
  'mail-proxy': 'A mail service',
  bare: 'Apple Mail',
};

const MACHINES: Partial<Readonly<Record<AgentKind, string>>> = {
  security: 'A security service',
  headless: 'A browser without a screen',
  preview: 'A preview in a chat program',
  tool: 'A program',
};

const GATEWAY_NAMES: Readonly<Record<string, string>> = {
  proofpoint: 'Proofpoint',
  mimecast: 'Mimecast',
  barracuda: 'Barracuda',
  cisco: 'Cisco Secure Email',
  trendmicro: 'Trend Micro',
  symantec: 'Symantec',
  sophos: 'Sophos',
  gateway: 'A security service',
};

/** Browsers name those they descend from too, so the order matters. */
const PROGRAMS: readonly (readonly [RegExp, string])[] = [
  [/Thunderbird/i, 'Thunderbird'],
  [/Betterbird/i, 'Betterbird'],
  [/Airmail/i, 'Airmail'],
  [/\bSpark\//i, 'Spark'],
  [/Postbox/i, 'Postbox'],
  [/eM ?Client/i, 'eM Client'],
  [/Mailbird/i, 'Mailbird'],
  [/Superhuman/i, 'Superhuman'],
  [/Lotus-Notes|HCL Notes/i, 'HCL Notes'],
  [/SamsungEmail/i, 'Samsung Email'],
  [/AppleWebKit\/[\d.]+ \(KHTML, like Gecko\)(?: Mobile\/\w+)?$/, 'Apple Mail'],
  [/\bEdg(?:e|A|iOS)?\//, 'Edge'],
  [/\bOPR\/|\bOPT\/|^Opera\//, 'Opera'],
  [/\bVivaldi\//, 'Vivaldi'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:Chrome|CriOS|Chromium)\//, 'Chrome'],
  [/\bVersion\/[\d.]+.*\bSafari\//, 'Safari'],
  [/\bTrident\/|\bMSIE /, 'Internet Explorer'],
];

/** What a device is called, and what it is. iPads that ask for desktop sites call themselves Macs: nothing tells them apart. */
const DEVICES: readonly (readonly [RegExp, string, DeviceKind])[] = [
  [/\biPhone\b|\biPod\b/, 'on an iPhone', 'phone'],
  [/\biPad\b/, 'on an iPad', 'tablet'],
  [/\bOutlook-iOS\b/, 'on an iPhone or iPad', 'phone'],
  [/\bAndroid\b.*\bMobile\b|\bOutlook-Android\b/, 'on an Android phone', 'phone'],
  [/\bAndroid\b.*(?:\bTablet\b|\bSM-[TX]\d|\bPad\b)/, 'on an Android tablet', 'tablet'],
  [/\bAndroid\b/, 'on Android', 'unknown'],
  [/\bWindows Phone\b/, 'on a Windows phone', 'phone'],
  [/\bWindows\b|\bWin(?:32|64)\b/, 'on Windows', 'computer'],
  [/\bCrOS\b/, 'on a Chromebook', 'computer'],
  [/\bMac(?:intosh| OS X)\b|\bMacOutlook\b/, 'on a Mac', 'computer'],
  [/\bLinux\b|\bX11\b/, 'on Linux', 'computer'],
];

/** A program's own name at the beginning of its agent: "Contoso Mail 3", "ContosoMail/7.1 (Android 14)". */
const OWN_NAME = /^([A-Za-z][\w.+-]{0,30}(?: [A-Za-z][\w.+-]{0,15}){0,2})(?:[/ ]v?\d[\w.]*(?:[ (;,]|$)|$)/;
/** What programs of any kind are built with: no name of one. */
const BUILT_WITH = /^(?:Mozilla|Dalvik|okhttp|CFNetwork|Darwin)\b/i;

/** @param network class of the network it came from */
export function readerWords(agent: string, network: string | null, kind: HitKind = 'pixel'): string {
  const agentKind = kindOfAgent(agent);
  const gateway = GATEWAY_NAMES[network ?? ''];
  if (gateway !== undefined) return gateway;
  const known = SERVICES[agentKind] ?? MACHINES[agentKind];
  if (known !== undefined) return known;
  if (agentKind === 'empty') return 'An unknown program';
  if (kind === 'pixel' && network === 'microsoft' && agentKind === 'browser') return 'Outlook on the web';
  if (agentKind === 'outlook') return on('Outlook', agent.includes('Outlook-') || /Mac/.test(agent) ? agent : `${agent} Windows`);
  return on(PROGRAMS.find(([pattern]) => pattern.test(agent))?.[1] ?? (agentKind === 'browser' ? 'A browser' : nameIn(agent)), agent);
}

/** Programs that nobody knows are called what they call themselves. */
function nameIn(agent: string): string {
  if (BUILT_WITH.test(agent)) return 'An unknown program';
  return OWN_NAME.exec(agent)?.[1] ?? (kindOfAgent(agent) === 'mail-program' ? 'A mail program' : 'An unknown program');
}

/** What it was read on; unknown behind a proxy, which does not say. */
export function deviceKindOf(agent: string): DeviceKind {
  if (SERVICES[kindOfAgent(agent)] !== undefined) return 'unknown';
  return deviceOf(agent)?.[2] ?? (kindOfAgent(agent) === 'outlook' ? 'computer' : 'unknown');
}

function on(program: string, agent: string): string {
  const device = deviceOf(agent)?.[1];
  return device === undefined ? program : `${program} ${device}`;
}

function deviceOf(agent: string): readonly [RegExp, string, DeviceKind] | undefined {
  return DEVICES.find(([pattern]) => pattern.test(agent));
}
