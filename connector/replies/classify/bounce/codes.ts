/** SMTP reply codes (RFC 5321 section 4.2) and enhanced status codes (RFC 3463) in what mail systems write. */

export interface Codes {
  /** Such as 5.1.1; null where none is stated. */
  readonly status: string | null;
  /** Such as 550; null where none is stated. */
  readonly smtp: number | null;
}

/** Class, subject and detail; not a piece of an address such as 192.5.1.1 or of a version. */
const STATUS = /(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.]*\d)/g;
/** At the start of what a server said: after a line start, "said:", "<<<", a bracket, "smtp;", or before an enhanced code. */
const SMTP = /(?:^|[\n:;[(#'"]|<<<|said|error|code|reply|response|returned)[ \t]{0,4}([45]\d\d)(?=[ \t:;,'"\])-])/gi;
const SMTP_BEFORE_STATUS = /(?<!\d)([45]\d\d)[ -]#?[45]\.\d{1,3}\.\d{1,3}/;
const LONGEST = 8_000;

export function codesIn(text: string): Codes {
  const read = text.slice(0, LONGEST);
  const statuses = [...read.matchAll(STATUS)].map(([whole]) => whole).filter((status) => !status.startsWith('2.'));
  const status = statuses.find((candidate) => !isVague(candidate)) ?? statuses[0] ?? null;
  const smtp = SMTP_BEFORE_STATUS.exec(read)?.[1] ?? [...read.matchAll(SMTP)][0]?.[1] ?? null;
  return { status, smtp: smtp === null ? null : Number(smtp) };
}

/** Says only that it failed: x.0.0, and x.5.0, which gateways give for whatever they do not know. */
export function isVague(status: string): boolean {
  return /^[245]\.(?:0\.0|5\.0|0\.\d+)$/.test(status);
}
