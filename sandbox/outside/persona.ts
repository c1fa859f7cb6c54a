/** Who a request comes from: the name the program gives itself, and its network address. */
import { homeOf, mobileOf } from './networks.js';

export interface Persona {
  readonly userAgent: string;
  /** IPv4, forwarded as X-Forwarded-For; undefined is this machine itself, where the rep's own browser runs. */
  readonly networkAddress: string | undefined;
}

/** What decides about a person's devices: 0, 1, 2… in order of appearance. */
export interface Numbered {
  readonly number: number;
}

/** Ordinary desktop browsers; people use them in turn. */
const BROWSERS = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36',
  'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0',
] as const;

const EDGE = BROWSERS[3];
const SAFARI = BROWSERS[2];
const PHONE_MAIL = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148';
const PHONE_BROWSER = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1';
/** Classic Outlook for Windows, loading a picture. */
export const CLASSIC_OUTLOOK = 'Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 10.0; WOW64; Trident/7.0; .NET4.0C; .NET4.0E; Microsoft Outlook 16.0.17928; ms-office; MSOffice 16)';

/** The person's own desktop browser in their own network. */
export function browserOf({ number }: Numbered): Persona {
  return { userAgent: BROWSERS[number % BROWSERS.length] ?? BROWSERS[0], networkAddress: homeOf(number) };
}

export function edgeOf({ number }: Numbered): Persona {
  return { userAgent: EDGE, networkAddress: homeOf(number) };
}

export function safariOf({ number }: Numbered): Persona {
  return { userAgent: SAFARI, networkAddress: homeOf(number) };
}

export function classicOutlookOf({ number }: Numbered): Persona {
  return { userAgent: CLASSIC_OUTLOOK, networkAddress: homeOf(number) };
}

/** The mail program of a phone on its operator's network. */
export function phoneMailOf({ number }: Numbered): Persona {
  return { userAgent: PHONE_MAIL, networkAddress: mobileOf(number) };
}

export function phoneBrowserOf({ number }: Numbered): Persona {
  return { userAgent: PHONE_BROWSER, networkAddress: mobileOf(number) };
}
