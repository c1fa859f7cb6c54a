/**
 * Where requests come from. Machines ask from a range their operator publishes or describes; what is written here is
 * one small range of each, as read in November 2026, enough to be recognised by. People ask from networks set aside
 * for documentation (RFC 5737), so that nobody real is meant.
 */
export interface Network {
  /** IPv4 address of the first host in use. */
  readonly first: readonly [number, number, number, number];
  /** How many hosts ask; the last part of the address never overflows. */
  readonly hosts: number;
}

/** https://developers.google.com/search/apis/ipranges/user-triggered-fetchers-google.json: 66.249.80.0/20. */
export const GOOGLE_IMAGES: Network = { first: [66, 249, 84, 1], hosts: 30 };
/** https://mask-api.icloud.com/egress-ip-ranges.csv: 172.224.226.0/27, the relay that Apple Mail loads through. */
export const APPLE_RELAY: Network = { first: [172, 224, 226, 1], hosts: 30 };
/** Microsoft 365 endpoints, id 1 (Exchange Online): 40.96.0.0/13. */
export const EXCHANGE_ONLINE: Network = { first: [40, 99, 150, 1], hosts: 250 };
/** Microsoft 365 endpoints, id 10 (Exchange Online Protection): 104.47.0.0/17. */
export const EXCHANGE_PROTECTION: Network = { first: [104, 47, 11, 1], hosts: 250 };
/** Barracuda Email Gateway Defense, IP ranges: 209.222.80.0/21. */
export const BARRACUDA: Network = { first: [209, 222, 82, 1], hosts: 250 };
/** Proofpoint, addresses of its hosted services: 67.231.144.0/20. */
export const PROOFPOINT: Network = { first: [67, 231, 149, 1], hosts: 250 };
/** Mimecast, data centre addresses: 207.211.30.0/24. */
export const MIMECAST: Network = { first: [207, 211, 30, 1], hosts: 250 };

/** At home and at work. */
const PEOPLE: readonly Network[] = [
  { first: [203, 0, 113, 1], hosts: 254 },
  { first: [198, 51, 100, 1], hosts: 127 },
];
/** Of the mobile operator. */
const MOBILE: Network = { first: [198, 51, 100, 128], hosts: 127 };

/** The n-th host of a network, counted from 0, round and round. */
export function hostOf({ first: [a, b, c, d], hosts }: Network, number: number): string {
  return `${a}.${b}.${c}.${d + (number % hosts)}`;
}

/** The n-th person's own address: everyone's own for the first 381 people. */
export function homeOf(number: number): string {
  const [large, small] = PEOPLE;
  if (large === undefined || small === undefined) throw new Error('there are two networks of people');
  const place = number % (large.hosts + small.hosts);
  return place < large.hosts ? hostOf(large, place) : hostOf(small, place - large.hosts);
}

/** The n-th person's phone on the road. */
export function mobileOf(number: number): string {
  return hostOf(MOBILE, number);
}
