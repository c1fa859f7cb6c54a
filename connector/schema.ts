/** Entities and migrations of all parts, in the order the parts depend on each other. */
import type { EntitySchema, MigrationInterface } from 'typeorm';
import * as campaigns from './campaigns/index.js';
import * as consent from './consent/index.js';
import * as documents from './documents/index.js';
import * as feed from './feed/index.js';
import * as identity from './identity/index.js';
import * as mailbox from './mailbox/index.js';
import * as privacy from './privacy/index.js';
import * as replies from './replies/index.js';
import * as tracking from './tracking/index.js';

export const entities: readonly EntitySchema[] = [...identity.entities, ...mailbox.entities, ...campaigns.entities];

export const migrations: readonly (new () => MigrationInterface)[] = [
  ...identity.migrations,
  ...mailbox.migrations,
  ...feed.migrations,
  ...consent.migrations,
  ...tracking.migrations,
  ...documents.migrations,
  ...campaigns.migrations,
  ...replies.migrations,
  ...privacy.migrations,
];
