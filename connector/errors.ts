/**
 * Every failure a person can meet has a stable code, a sentence that says what to do, and, over
 * HTTP, a status. This table is the only list of them; `docs/errors.md` is printed from it.
 */
export const ERRORS = {
  SETTINGS_INVALID: { status: 500, says: 'A setting is missing or wrong.' },
  PORT_IN_USE: { status: 500, says: 'The port is taken by another program.' },
  DATABASE_UNREACHABLE: { status: 503, says: 'PostgreSQL does not answer.' },
  DATABASE_START_FAILED: { status: 500, says: 'The embedded PostgreSQL did not start.' },
  NOT_SIGNED_IN: { status: 401, says: 'Sign in first.' },
  TOKEN_INVALID: { status: 401, says: 'The access token is not valid for this service.' },
  SIGN_IN_FAILED: { status: 400, says: 'Microsoft did not complete the sign-in. Try again.' },
  ENTRA_UNREACHABLE: { status: 503, says: 'Microsoft Entra ID does not answer, so nobody can be recognised right now. Try again in a moment.' },
  NOT_ALLOWED: { status: 403, says: 'This belongs to somebody else.' },
  STAMP_NOT_YOURS: { status: 403, says: 'This mail was not prepared for tracking in your mailbox. Prepare it again.' },
  CROSS_SITE: { status: 403, says: 'This request did not come from our own page.' },
  NOT_FOUND: { status: 404, says: 'There is nothing at this address.' },
  INPUT_INVALID: { status: 400, says: 'The input is not what this address expects.' },
  BODY_TOO_LARGE: { status: 413, says: 'The request is too large.' },
  CONFLICT: { status: 409, says: 'The state changed in between. Reload and try again.' },
  NO_MAILBOX: {
    status: 409,
    says: 'No mailbox is connected for you. Ask an administrator to run: npx readback mailbox add <your address>',
  },
  MAILBOX_NOT_FOUND: { status: 404, says: 'No user of the tenant has this address.' },
  MAILBOX_NOT_ONLINE: {
    status: 409,
    says: 'This mailbox is not in Exchange Online (on-premises, hybrid or without a licence). Readback can watch Exchange Online mailboxes only.',
  },
  MAILBOX_NOT_WATCHED: { status: 409, says: 'Replies to this mailbox are not being watched, so nobody can be added to its campaigns.' },
  MAILBOX_DENIED: { status: 502, says: 'Exchange refuses access to this mailbox. Check the permissions in docs/exchange.md.' },
  ADDRESS_UNREACHABLE: { status: 502, says: "Exchange Online could not reach PUBLIC_URL. It must be an https:// address that Microsoft's cloud can reach." },
  SUBSCRIPTIONS_USED_UP: {
    status: 502,
    says: 'Exchange keeps 1,000 subscriptions per mailbox for all applications together, and they are used up. End those of applications no longer in use; those left behind expire within a week.',
  },
  EXCHANGE_UNREACHABLE: { status: 502, says: 'Exchange Online does not answer. It will be tried again.' },
  EXCHANGE_REFUSED: { status: 502, says: 'Exchange Online refused the request.' },
  MAIL_UNREADABLE: { status: 502, says: 'Exchange does not give out what this mail says. It will be tried again, and then done without.' },
  ALREADY_ENROLLED: { status: 409, says: 'This person is in the campaign already.' },
  OPTED_OUT: { status: 409, says: 'This person asked not to be written to.' },
  PERSON_HELD: { status: 409, says: 'This person asked for no more mail. Confirm or reject that in the Live Feed first.' },
  UNDELIVERABLE: { status: 409, says: 'An earlier mail to this address came back: it does not exist.' },
  ANSWERED_BEFORE: { status: 409, says: 'This person replied before. Add them again only if that is what you want.' },
  ADDRESS_OF_COLLEAGUE: { status: 409, says: 'This is the address of a colleague’s mailbox.' },
  NOT_OWN_ADDRESS: { status: 400, says: 'A test goes to your own addresses only. Add this one to them first.' },
  TOO_OFTEN: { status: 429, says: 'That was asked for too often. Wait a moment and try again.' },
  OWN_ADDRESS: { status: 409, says: 'This address belongs to your own organisation.' },
  REPLY_UNREADABLE: { status: 409, says: 'A mail that may be an answer could not be read, so nothing more is sent to this person. Look at it in Outlook; once it is deleted there, the campaign goes on.' },
  NOTIFICATION_INVALID: { status: 400, says: 'This is no change notification.' },
  MAIL_FILE_NOT_FOUND: { status: 404, says: 'There is no such file.' },
  MAIL_FILE_UNREADABLE: { status: 400, says: 'This file cannot be read: it is a directory, or reading it is not allowed.' },
  MAIL_FILE_EMPTY: { status: 400, says: 'This file is empty.' },
  TOO_MANY_CODES: { status: 429, says: 'Several codes were sent to this address already. Try again in an hour, or tomorrow.' },
  HITS_NOT_KEPT: { status: 503, says: 'Views and clicks are answered but not kept: PostgreSQL does not take them, and neither does the journal in DATA_DIR/hits.' },
  DOCUMENTS_NOT_IN_PLAN: { status: 403, says: 'Tracked documents belong to the Team plan, which your team is not on. Ask an administrator to run: npx readback team plan <your team> team. What was sent already keeps working.' },
  DOCUMENT_REFUSED: { status: 422, says: 'This file cannot be sent as a tracked document.' },
  DOCUMENT_TOO_LARGE: { status: 413, says: 'This file is larger than this connector takes (DOCUMENT_MAX_MB).' },
  DOCUMENT_NOT_READY: { status: 409, says: 'The pages of this document are still being made, or could not be. Look at it in the content library.' },
  TICKET_INVALID: { status: 403, says: 'The page this came from was given out too long ago, or not by us. Open the document again.' },
  UPLOAD_INCOMPLETE: { status: 400, says: 'The file did not arrive whole. Nothing was kept of it; upload it again.' },
  STORE_FULL: { status: 507, says: 'There is no room left where documents are kept (DOCUMENT_STORE). Nothing that was there is lost; make room and upload again.' },
  CONVERTER_MISSING: { status: 409, says: 'Word and PowerPoint files need LibreOffice. Install it on this machine, or run: npx readback converter install. Files that were uploaded wait for it.' },
  CONVERTER_NOT_INSTALLED: { status: 502, says: 'The converter could not be installed. Look at what npm says, and try again.' },
  NOT_READY: { status: 503, says: 'The connector is not ready yet.' },
  INTERNAL: { status: 500, says: 'Something went wrong on our side. Nothing was lost.' },
} as const satisfies Record<string, { status: number; says: string }>;

export type ErrorCode = keyof typeof ERRORS;

/** A failure with a stable `code`. `message` is the sentence for the person; `details` is for logs and API clients. */
export class ReadbackError extends Error {
  override readonly name = 'ReadbackError';

  constructor(
    readonly code: ErrorCode,
    message?: string,
    readonly details: Readonly<Record<string, unknown>> = {},
    options?: { cause?: unknown },
  ) {
    super(message ?? ERRORS[code].says, options);
  }

  /** HTTP status this error is answered with. */
  get status(): number {
    return ERRORS[this.code].status;
  }
}

/** The message of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
