/** `GET /api/coverage`: whether replies are being watched, since when, and what was missed. */
import type { DataSource } from 'typeorm';
import { route, type Route } from '../../http/index.js';
import type { Rep } from '../../identity/index.js';
import type { Mailbox } from '../types.js';
import { coveragesSchema } from './api.js';
import { coverageOf } from './view.js';

export interface CoverageRoutesOptions {
  readonly dataSource: DataSource;
  readonly mailboxOf: (rep: Rep) => Promise<Pick<Mailbox, 'id'> | null>;
}

export function coverageRoutes({ dataSource, mailboxOf }: CoverageRoutesOptions): Route[] {
  return [
    route({
      method: 'get',
      path: '/coverage',
      summary: 'Whether replies are being watched: your mailbox; for administrators every mailbox',
      output: coveragesSchema,
      handle: async ({ rep }) => {
        if (rep.role === 'administrator') return { mailboxes: await coverageOf(dataSource.manager, null) };
        const mailbox = await mailboxOf(rep);
        return { mailboxes: await coverageOf(dataSource.manager, mailbox === null ? [] : [mailbox.id]) };
      },
    }),
  ];
}
