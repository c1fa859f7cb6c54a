// Which faults the sandbox's Exchange shows, and how often. Shares are from 0 (never) to 1 (always); everything is off
// until somebody asks for it over the control API (docs/sandbox.md).
import { z } from 'zod';

const share = z.number().min(0).max(1).default(0);
const time_ms = (fallback: number) => z.number().int().min(0).max(600_000).default(fallback);

/** Graph: delta query on messages, with a filter by receivedDateTime. */
const DELTA_CAP = 5_000;
/** Graph: change notifications, subscription quotas for Outlook. */
const SUBSCRIPTIONS_PER_MAILBOX = 1_000;

export const faultSettingsSchema = z.strictObject({
  /** The same seed gives the same decisions, each kind of fault counted for itself. */
  seed: z.number().int().default(1),
  /** Of every notification about to be posted. */
  notifications: z
    .strictObject({
      dropped: share,
      duplicated: share,
      /** Held back a little, so that later ones overtake it. */
      reordered: share,
      delayed: share,
      /** Longest delay. */
      delay_ms: time_ms(2_000),
    })
    .prefault({}),
  /** Of every call to Graph; at most one befalls a call. */
  calls: z
    .strictObject({
      /** 429 with `Retry-After: 1`. */
      throttled: share,
      /** 429 without `Retry-After`. */
      throttledBare: share,
      /** 503; nothing was done. */
      unavailable: share,
      /** 504; what was asked was done in every second case. */
      timedOut: share,
      /** It is done, and the connection ends in mid-answer. */
      cut: share,
      slow: share,
      /** Longest time a slow answer takes. */
      slow_ms: time_ms(1_000),
      /** 401, now and whenever that access token comes again. */
      refused: share,
    })
    .prefault({}),
  /** New mail that is announced before it can be read: 404 ErrorItemNotFound by its id. */
  unreadable: z.strictObject({ share, for_ms: time_ms(1_000) }).prefault({}),
  /** Of every delta call that comes with a link. */
  delta: z
    .strictObject({
      /** 410 or 400 in one of its shapes, now and whenever that link comes again. */
      expired: share,
      /** Items given before come again. */
      replayed: share,
      /** A page with nothing in it but the link to the next one. */
      emptied: share,
      /** Most messages a first round with a filter gives: the newest. */
      cap: z.number().int().min(1).default(DELTA_CAP),
    })
    .prefault({}),
  /** Of every notification about to be made. */
  subscriptions: z
    .strictObject({
      /** The subscription is removed, with `subscriptionRemoved`. */
      removed: share,
      /** It is removed and nobody is told. */
      vanished: share,
      /** It pauses with `reauthorizationRequired`; until then its notifications are lost. */
      paused: share,
      /** The notification is lost, with `missed`. */
      missed: share,
      /** More in one mailbox are refused with 403. */
      quota: z.number().int().min(0).default(SUBSCRIPTIONS_PER_MAILBOX),
    })
    .prefault({}),
});

export type FaultSettings = z.infer<typeof faultSettingsSchema>;

export const CALL_FAULTS = ['throttled', 'throttledBare', 'unavailable', 'timedOut', 'timedOutDone', 'cut', 'slow', 'refused', 'notFound', 'expired'] as const;
export type CallFault = (typeof CALL_FAULTS)[number];

/** A fault for the next calls that fit. */
export const onceSchema = z.strictObject({
  fault: z.enum(CALL_FAULTS),
  method: z.enum(['GET', 'POST', 'PATCH', 'DELETE']).optional(),
  /** Regular expression over the address below /v1.0, query included; ids in it as the client wrote them. */
  path: z.string().default('').transform((text, context) => {
    try {
      return new RegExp(text, 'i');
    } catch {
      context.addIssue({ code: 'custom', message: 'must be a regular expression' });
      return z.NEVER;
    }
  }),
  count: z.number().int().min(1).max(10_000).default(1),
});

export type Once = z.infer<typeof onceSchema>;
