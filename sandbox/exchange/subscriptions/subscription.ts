// A standing order of an app to be told about changes (Graph's subscription resource).

export type ChangeType = 'created' | 'updated' | 'deleted';

export interface Subscription {
  id: string;
  appId: string;
  changeTypes: ChangeType[];
  /** As the app wrote it. */
  resource: string;
  /** What it means: a mailbox, one of its folders or all, and perhaps an OData filter. */
  userId: string;
  folder: number | null;
  filter: string | null;
  notificationUrl: string;
  lifecycleNotificationUrl: string | null;
  clientState: string | null;
  latestSupportedTlsVersion: string;
  /** ms since 1970. */
  expiresAt: number;
  /** Decided at creation, by its Prefer header: ids in notifications are immutable. */
  immutableIds: boolean;
  /** It waits for reauthorisation; what happens meanwhile is never told. Absent: it does not. */
  paused?: boolean;
}
