/**
 * What stands before the mailboxes of a domain and looks at mail when it is delivered, as data and as a pure plan of
 * requests. None of them says what it is: those that load and click use the agent of an ordinary browser.
 */
import { safeLinked } from './safe-links.js';
import { BARRACUDA, EXCHANGE_PROTECTION, homeOf, hostOf, MIMECAST, PROOFPOINT, type Network } from './networks.js';
import { imageAddressesIn } from './html.js';
import { linksOf } from './links.js';
import { headerOf, type Mail } from './mail.js';
import type { Numbered, Persona } from './persona.js';

export const GATEWAY_NAMES = ['none', 'security', 'appliance', 'head', 'safe-links', 'unsubscribing'] as const;
export type GatewayName = (typeof GATEWAY_NAMES)[number];

export interface Gateway {
  readonly label: string;
  /** What it does, for whoever chooses it. */
  readonly says: string;
  readonly method: 'GET' | 'HEAD';
  /** Undefined: that of the people whose mail it looks at. */
  readonly network: Network | undefined;
  readonly pictures: boolean;
  readonly links: boolean;
  /** Also fetches what List-Unsubscribe names. */
  readonly unsubscribes: boolean;
  readonly rewrites: boolean;
}

export const GATEWAYS: Readonly<Record<GatewayName, Gateway>> = {
  none: { label: 'None', says: 'Nobody looks at mail before the person does.', method: 'GET', network: undefined, pictures: false, links: false, unsubscribes: false, rewrites: false },
  security: { label: 'Opens everything', says: 'Loads the images and follows every link within seconds of delivery, as an ordinary browser.', method: 'GET', network: BARRACUDA, pictures: true, links: true, unsubscribes: false, rewrites: false },
  appliance: { label: 'Opens everything, in their own building', says: 'As “Opens everything”, but from the network of the person: nothing but its haste gives it away.', method: 'GET', network: undefined, pictures: true, links: true, unsubscribes: false, rewrites: false },
  head: { label: 'Asks without loading', says: 'Asks for images and links with HEAD within seconds of delivery.', method: 'HEAD', network: PROOFPOINT, pictures: true, links: true, unsubscribes: false, rewrites: false },
  'safe-links': {
    label: 'Safe Links',
    says: 'Rewrites links and checks them from Microsoft’s network at delivery; a click goes on with the person’s own browser.',
    method: 'GET',
    network: EXCHANGE_PROTECTION,
    pictures: false,
    links: true,
    unsubscribes: false,
    rewrites: true,
  },
  unsubscribing: { label: 'Opens everything, unsubscribe links too', says: 'As “Opens everything”, and also fetches what List-Unsubscribe names.', method: 'GET', network: MIMECAST, pictures: true, links: true, unsubscribes: true, rewrites: false },
};

export interface Check {
  readonly method: 'GET' | 'HEAD';
  readonly url: string;
}

const CHECKING_AGENT = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36';

/** As whom the gateway asks, for mail to that person. */
export function checkerOf({ network }: Gateway, { number }: Numbered): Persona {
  return { userAgent: CHECKING_AGENT, networkAddress: network === undefined ? homeOf(number) : hostOf(network, number) };
}

/** What a gateway asks for when this mail is delivered, in its order. */
export function checksOf(gateway: Gateway, mail: Mail): Check[] {
  const { method } = gateway;
  const wanted = [
    ...(gateway.pictures ? imageAddressesIn(mail.html ?? '') : []),
    ...(gateway.links ? linksOf(mail).map(({ url }) => url) : []),
    ...(gateway.unsubscribes ? unsubscribeAddressesOf(mail) : []),
  ];
  return [...new Set(wanted)].map((url) => ({ method, url }));
}

/** The mail as a gateway that rewrites hands it on. */
export function rewritten(mail: Mail, recipient: string): Mail {
  return { ...mail, html: mail.html === undefined ? undefined : safeLinked.html(mail.html, recipient), text: safeLinked.text(mail.text, recipient) };
}

/** RFC 2369 section 3.2: addresses in angle brackets, separated by commas. */
function unsubscribeAddressesOf(mail: Mail): string[] {
  const field = headerOf(mail, 'List-Unsubscribe') ?? '';
  return [...field.matchAll(/<(https?:\/\/[^>\s]+)>/gi)].flatMap(([, url]) => (url === undefined ? [] : [url]));
}
