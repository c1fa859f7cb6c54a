/** What the outside people's API refuses, with stable codes. */
const REFUSALS = {
  INPUT_INVALID: 400,
  PERSON_UNKNOWN: 404,
  MESSAGE_UNKNOWN: 404,
  LINK_UNKNOWN: 404,
  ADDRESS_OF_TENANT: 409,
  MAIL_REFUSED: 502,
  NOTHING_ANSWERED: 502,
} as const;

export type OutsideErrorCode = keyof typeof REFUSALS;

export class OutsideError extends Error {
  readonly status: number;
  constructor(
    readonly code: OutsideErrorCode,
    message: string,
  ) {
    super(message);
    this.status = REFUSALS[code];
  }
}
