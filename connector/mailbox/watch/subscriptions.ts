/** Graph's subscriptions of one folder (graph: resources/subscription). The protocol only; what stands is kept in `watch.ts`. */
import { z } from 'zod';
import type { Clock } from '../../clock.js';
import { ReadbackError } from '../../errors.js';
import { path, type Graph } from '../graph/client.js';
import { GraphFailure, isGone } from '../graph/failure.js';
import type { Folder } from '../types.js';

/** Message subscriptions may live 10,080 minutes (graph: change-notifications-subscription-lifetime); 240 are kept as a margin. */
export const LIFETIME_MS = (10_080 - 240) * 60_000;

const subscription = z.object({
  id: z.string().min(1),
  resource: z.string().nullish(),
  notificationUrl: z.string().nullish(),
  expirationDateTime: z.iso.datetime({ offset: true }).transform((text) => new Date(text)),
});

const subscriptions = z.object({ value: z.array(subscription), '@odata.nextLink': z.string().optional() });

export interface Standing {
  readonly subscriptionId: string;
  readonly expiresAt: Date;
}

export interface Subscriptions {
  /** Makes a new one. One that stands already for the same folder (409) is ended first. */
  create(userId: string, folder: Folder, clientState: string): Promise<Standing>;
  /** Null: it is gone. */
  renew(subscriptionId: string): Promise<Standing | null>;
  /** Null: it is gone, or notifies another address than ours. */
  find(subscriptionId: string): Promise<Standing | null>;
  /** Ends it; one that is gone already is no error. */
  end(subscriptionId: string): Promise<void>;
}

/** @param publicUrl where Graph reaches this connector */
export function createSubscriptions(graph: Graph, publicUrl: string, clock: Clock): Subscriptions {
  const notificationUrl = `${publicUrl}/graph/notifications`;
  const lifecycleNotificationUrl = `${publicUrl}/graph/lifecycle`;

  const nextExpiry = (): string => new Date(clock.now().getTime() + LIFETIME_MS).toISOString();
  const post = (userId: string, folder: Folder, clientState: string): Promise<z.infer<typeof subscription>> =>
    graph.post('/subscriptions', subscription, {
      changeType: 'created',
      notificationUrl,
      lifecycleNotificationUrl,
      resource: resourceOf(userId, folder),
      expirationDateTime: nextExpiry(),
      clientState,
      latestSupportedTlsVersion: 'v1_2',
    });

  const end = async (subscriptionId: string): Promise<void> => {
    await graph.delete(path`/subscriptions/${subscriptionId}`).catch((error: unknown) => {
      if (!isGone(error)) throw error;
    });
  };

  const endSame = async (userId: string, folder: Folder): Promise<void> => {
    const wanted = normalized(resourceOf(userId, folder));
    for (let next: string | undefined = '/subscriptions'; next !== undefined; ) {
      const page: z.infer<typeof subscriptions> = await graph.get(next, subscriptions);
      for (const { id, resource } of page.value) if (normalized(resource ?? '') === wanted) await end(id);
      next = page['@odata.nextLink'];
    }
  };

  return {
    create: async (userId, folder, clientState) => {
      try {
        return standing(await post(userId, folder, clientState));
      } catch (error) {
        if (!(error instanceof GraphFailure) || error.httpStatus !== 409) throw explained(error, notificationUrl);
      }
      await endSame(userId, folder);
      return standing(await post(userId, folder, clientState));
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

function standing({ id, expirationDateTime }: z.infer<typeof subscription>): Standing {
  return { subscriptionId: id, expiresAt: expirationDateTime };
}

function resourceOf(userId: string, folder: Folder): string {
  return `users/${userId}/mailFolders('${folder}')/messages`;
}

/** Graph gives resources back in other spellings: leading slash, other case, `mailFolders/inbox`. */
function normalized(resource: string): string {
  return resource.toLowerCase().replace(/^\//, '').replace(/\('([^']*)'\)/g, '/$1');
}

function explained(error: unknown, notificationUrl: string): unknown {
  if (!(error instanceof GraphFailure) || error.httpStatus !== 400) return error;
  return new ReadbackError(
    'EXCHANGE_REFUSED',
    `Exchange Online could not reach ${notificationUrl}. PUBLIC_URL must be an https:// address that Microsoft's cloud can reach.`,
    error.details,
    { cause: error },
  );
}
