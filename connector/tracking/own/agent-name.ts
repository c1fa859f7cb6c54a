/**
 * A first name for a device, from what its browser says of itself: "Chrome on Windows". The rep can
 * give it a better one. Browsers name those they descend from too, so the order matters.
 */
const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/\bMicrosoft Outlook\b|\bMSOffice\b|\bOutlook-(?:iOS|Android)/i, 'Outlook'],
  [/\bEdg(?:e|A|iOS)?\//, 'Edge'],
  [/\bOPR\/|\bOPT\//, 'Opera'],
  [/\bVivaldi\//, 'Vivaldi'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:Chrome|CriOS|HeadlessChrome|Chromium)\//, 'Chrome'],
  [/\bVersion\/[\d.]+.*\bSafari\//, 'Safari'],
];

/** iPads with desktop sites call themselves Macs: nothing tells them apart. */
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac(?:intosh| OS X)\b/, 'Mac'],
  [/\bLinux\b|\bX11\b/, 'Linux'],
];

const PREPOSITION: Readonly<Record<string, string>> = { Mac: 'on a Mac', iPhone: 'on an iPhone', iPad: 'on an iPad' };

/** @param inOutlook the request came from our pane inside Outlook */
export function nameOfAgent(agent: string, inOutlook: boolean): string {
  const browser = first(BROWSERS, agent) ?? 'A browser';
  const system = first(SYSTEMS, agent);
  const where = system === undefined ? browser : `${browser} ${PREPOSITION[system] ?? `on ${system}`}`;
  return inOutlook && browser !== 'Outlook' ? `${where}, inside Outlook` : where;
}

function first(list: readonly (readonly [RegExp, string])[], agent: string): string | undefined {
  return list.find(([pattern]) => pattern.test(agent))?.[1];
}
