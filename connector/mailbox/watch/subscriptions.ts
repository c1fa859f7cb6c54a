/** Graph's subscriptions of one place of a mailbox (graph: resources/subscription). The protocol only; what stands is kept in `watch.ts`. */
import { z } from 'zod';
import type { Logger } from 'pino';
import type { Clock } from '../../clock.js';
import { ReadbackError } from '../../errors.js';
import { path, type Graph } from '../graph/client.js';
import { GraphFailure, GraphSilence, isGone } from '../graph/failure.js';
import type { Place } from '../types.js';

/** Message subscriptions may live 10,080 minutes (graph: change-notifications-subscription-lifetime); 240 are kept as a margin. */
export const LIFETIME_MS = (10_080 - 240) * 60_000;

const subscription = z.object({
  id: z.string().min(1),
  resource: z.string().nullish(),
  notificationUrl: z.string().nullish(),
  clientState: z.string().nullish(),
  expirationDateTime: z.iso.datetime({ offset: true }).transform((text) => new Date(text)),
});

type Subscription = z.infer<typeof subscription>;

const subscriptions = z.object({ value: z.array(subscription), '@odata.nextLink': z.string().optional() });

export interface Standing {
  readonly subscriptionId: string;
  readonly expiresAt: Date;
}

export interface Subscriptions {
  /**
   * Makes a new one. One that stands already for the same place (409) is adopted if it carries this
   * client state, and ended otherwise: its notifications could not be told from forged ones.
   * @throws {ReadbackError} ADDRESS_UNREACHABLE, SUBSCRIPTIONS_USED_UP, MAILBOX_DENIED, EXCHANGE_REFUSED, EXCHANGE_UNREACHABLE
   */
  create(userId: string, place: Place, clientState: string): Promise<Standing>;
  /** Also reauthorises it (graph: change-notifications-lifecycle-events). Null: it is gone. */
  renew(subscriptionId: string): Promise<Standing | null>;
  /** Null: it is gone, or notifies another address than ours. */
  find(subscriptionId: string): Promise<Standing | null>;
  /** Ends it; one that is gone already is no error. */
  end(subscriptionId: string): Promise<void>;
}

/** @param publicUrl where Graph reaches this connector */
export function createSubscriptions(graph: Graph, publicUrl: string, clock: Clock, log: Logger): Subscriptions {
  const notificationUrl = `${publicUrl}/graph/notifications`;
  const lifecycleNotificationUrl = `${publicUrl}/graph/lifecycle`;

  const nextExpiry = (): string => new Date(clock.now().getTime() + LIFETIME_MS).toISOString();
  const post = (userId: string, place: Place, clientState: string): Promise<Subscription> =>
    graph.post('/subscriptions', subscription, {
      changeType: 'created',
      notificationUrl,
      lifecycleNotificationUrl,
      resource: resourceOf(userId, place),
      expirationDateTime: nextExpiry(),
      clientState,
      latestSupportedTlsVersion: 'v1_2',
    });

  const end = async (subscriptionId: string): Promise<void> => {
    await graph.delete(path`/subscriptions/${subscriptionId}`).catch((error: unknown) => {
      if (!isGone(error)) throw error;
    });
  };

  /** All of this application for the same place, whoever made them. */
  const standingFor = async (userId: string, place: Place): Promise<Subscription[]> => {
    const wanted = normalized(resourceOf(userId, place));
    const found: Subscription[] = [];
    for (let next: string | undefined = '/subscriptions'; next !== undefined; ) {
      const page: z.infer<typeof subscriptions> = await graph.get(next, subscriptions);
      found.push(...page.value.filter(({ resource }) => normalized(resource ?? '') === wanted));
      next = page['@odata.nextLink'];
    }
    return found;
  };

  /** The one with our secret, whose making was not answered; all others of the place are ended. */
  const adopt = async (userId: string, place: Place, clientState: string): Promise<Standing | null> => {
    const found = await standingFor(userId, place);
    const ours = found.find((each) => each.clientState === clientState && each.notificationUrl === notificationUrl);
    for (const other of found) {
      if (other === ours) continue;
      if (other.notificationUrl !== notificationUrl) log.warn({ place }, 'ended a subscription of this application that notified another address: is a second installation using it?');
      await end(other.id);
    }
    return ours === undefined ? null : standing(ours);
  };

  return {
    create: async (userId, place, clientState) => {
      try {
        return standing(await post(userId, place, clientState));
      } catch (error) {
        const unclear = error instanceof GraphSilence || (error instanceof GraphFailure && error.httpStatus >= 500);
        const taken = error instanceof GraphFailure && error.httpStatus === 409;
        if (!unclear && !taken) throw explained(error, notificationUrl);
        const adopted = await adopt(userId, place, clientState);
        if (adopted !== null) return adopted;
        if (unclear) throw error;
      }
      try {
        return standing(await post(userId, place, clientState));
      } catch (error) {
        throw explained(error, notificationUrl);
      }
    },
    renew: async (subscriptionId) => {
      try {
        return standing(await graph.patch(path`/subscriptions/${subscriptionId}`, subscription, { expirationDateTime: nextExpiry() }));
      } catch (error) {
        if (isGone(error)) return null;
        throw error;
      }
    },
    find: async (subscriptionId) => {
      try {
        const found = await graph.get(path`/subscriptions/${subscriptionId}`, subscription);
        return (found.notificationUrl ?? notificationUrl) === notificationUrl ? standing(found) : null;
      } catch (error) {
        if (isGone(error)) return null;
        throw error;
      }
    },
    end,
  };
}

function standing({ id, expirationDateTime }: Subscription): Standing {
  return { subscriptionId: id, expiresAt: expirationDateTime };
}

/** `other`: the whole mailbox, without the drafts that every writing of a mail makes. */
function resourceOf(userId: string, place: Place): string {
  return place === 'other' ? `users/${userId}/messages?$filter=isDraft eq false` : `users/${userId}/mailFolders('${place}')/messages`;
}

/** Graph gives resources back in other spellings: leading slash, other case, `mailFolders/inbox`, escaped. */
function normalized(resource: string): string {
  return resource.toLowerCase().replace(/^\//, '').replace(/%20|\+/g, ' ').replace(/%24/g, '$').replace(/\('([^']*)'\)/g, '/$1');
}

/** Refusals that an administrator can do something about, by name. */
function explained(error: unknown, notificationUrl: string): unknown {
  if (!(error instanceof GraphFailure)) return error;
  const because = { ...error.details };
  if (error.httpStatus === 400 && (error.graphCode === 'ValidationError' || /validation request/i.test(error.says))) {
    const says = `Exchange Online could not reach ${notificationUrl}. PUBLIC_URL must be an https:// address that Microsoft's cloud can reach.`;
    return new ReadbackError('ADDRESS_UNREACHABLE', says, because, { cause: error });
  }
  if (error.httpStatus === 403 && /maximum number|limit|quota|too ?many/i.test(`${error.says} ${error.graphCode}`)) {
    return new ReadbackError('SUBSCRIPTIONS_USED_UP', undefined, because, { cause: error });
  }
  return error;
}
