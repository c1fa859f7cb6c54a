/** The address that Graph posts to, in a process of its own: `node … DATABASE_URL`. Prints its port. No jobs are run. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import express from 'express';
import { pino } from 'pino';
import { openDatabase } from '../../connector/database/index.js';
import { createMailboxes } from '../../connector/mailbox/index.js';
import * as schema from '../../connector/schema.js';

const log = pino({ level: 'silent' });
const database = await openDatabase({ ...schema, databaseUrl: process.argv[2], dataDir: '', log, migrate: false });
const azure = { tenantId: 'none', clientId: 'none', clientSecret: 'none', clientCertificatePath: undefined, authorityHost: 'https://localhost' };
const nothing = (): Promise<void> => Promise.resolve();
const { router } = createMailboxes({ settings: { azure, graphBaseUrl: 'https://localhost', publicUrl: 'http://localhost' }, database, log, handlers: { inbox: nothing, sentitems: nothing } });
const server = createServer(express().use(router));
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const address = server.address();
process.stdout.write(`${address !== null && typeof address === 'object' ? address.port : 0}\n`);
