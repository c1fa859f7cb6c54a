/** What Graph answers when it does not do what was asked, as errors of ours. Messages never carry content of mail. */
import { z } from 'zod';
import { ReadbackError, type ErrorCode } from '../../errors.js';

/**
 * Codes that say that the whole mailbox is away: moved between servers, without a licence, still
 * being made. They come with 4xx, but refuse nothing of what was asked.
 */
const MAILBOX_AWAY = /^(MailboxNotEnabledForRESTAPI|MailboxNotHostedInExchangeOnline|(Error)?Mailbox(MoveInProgress|StoreUnavailable|InfoStale))$/i;

const errorBody = z.object({ error: z.object({ code: z.string(), message: z.string().nullish() }) });

/** Graph's refusal. `details` has its status, its code and its request id, which Microsoft's support asks for. */
export class GraphFailure extends ReadbackError {
  /** Private, so that no log takes it along. */
  readonly #says: string;

  constructor(
    readonly httpStatus: number,
    /** Graph's own code, such as ErrorItemNotFound; '' if the answer had none. */
    readonly graphCode: string,
    /** The Retry-After header. */
    readonly retryAfter: string | null,
    details: Readonly<Record<string, unknown>>,
    says = '',
  ) {
    super(codeFor(httpStatus, graphCode), undefined, { status: httpStatus, graphCode, ...details });
    this.#says = says;
  }

  /** Graph's sentence: to tell refusals apart that share a code, not to be shown or logged, since it may quote mail. */
  get says(): string {
    return this.#says;
  }
}

/** No answer at all: refused connection, broken answer, timeout. For a POST it is not known whether it was done. */
export class GraphSilence extends ReadbackError {
  constructor(cause: unknown) {
    super('EXCHANGE_UNREACHABLE', undefined, { reason: reasonOf(cause) }, { cause });
  }
}

export async function failureOf(response: Response, request: { method: string; resource: string }): Promise<GraphFailure> {
  const body = errorBody.safeParse(await response.json().catch(() => null));
  const { code, message } = body.success ? body.data.error : { code: '', message: '' };
  const details = { method: request.method, resource: request.resource, requestId: response.headers.get('request-id') };
  return new GraphFailure(response.status, code, response.headers.get('retry-after'), details, message ?? '');
}

/** True when there is nothing under that id (any more); an id that Exchange cannot read names nothing either. */
export function isGone(error: unknown): boolean {
  return error instanceof GraphFailure && !MAILBOX_AWAY.test(error.graphCode) && (error.httpStatus === 404 || /^ErrorInvalidId/i.test(error.graphCode));
}

/** True when it may be this one item that Exchange fails at, or gives out too slowly: not when it refuses access, is throttling, or the mailbox is away. */
export function isOfOneItem(error: unknown): boolean {
  if (error instanceof GraphSilence) return true;
  return error instanceof GraphFailure && !MAILBOX_AWAY.test(error.graphCode) && ![401, 403, 429].includes(error.httpStatus);
}

/** True when a delta round has to begin again (graph.microsoft.com/docs "delta query overview": 410 or syncStateNotFound). */
export function isSyncStateLost(error: unknown): boolean {
  if (!(error instanceof GraphFailure)) return false;
  return error.httpStatus === 410 || /^(sync.?state.*|resync.?required)$/i.test(error.graphCode);
}

function codeFor(status: number, graphCode: string): ErrorCode {
  if (MAILBOX_AWAY.test(graphCode)) return 'EXCHANGE_UNREACHABLE';
  if (status === 401 || status === 403) return 'MAILBOX_DENIED';
  if (status === 429 || status >= 500) return 'EXCHANGE_UNREACHABLE';
  return 'EXCHANGE_REFUSED';
}

/** undici hides what happened in the cause of "fetch failed". */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
