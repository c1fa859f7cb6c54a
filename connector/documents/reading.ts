/** Reading put together: what readers leave, what becomes of it, and what reps are told. */
import type { Router } from 'express';
import type { Route } from '../http/index.js';
import type { OwnMailboxOptions } from '../mailbox/index.js';
import { figuresRoutes } from './figures/routes.js';
import { tellDue } from './figures/tell.js';
import { forgetReaders } from './read/forget.js';
import type { ReaderHooks } from './read/hooks.js';
import { Visits, type VisitsOptions } from './read/visits.js';
import { visitsRouter, type VisitsRouterOptions } from './read/visits-router.js';
import { shareRows } from './share/rows.js';

export interface ReadingOptions extends VisitsOptions, OwnMailboxOptions {
  readonly store: VisitsRouterOptions['store'];
  readonly publicUrl: string;
  /** Visits before lose what could lead back to an address; null: none does. */
  readonly keptFrom: () => Date | null;
}

export interface Reading {
  /** For the pages readers get. */
  readonly hooks: ReaderHooks;
  /** What those pages tell, at `/d/…`. */
  readonly router: Router;
  /** Below /api. */
  readonly routes: readonly Route[];
  /** Tells in the feed what is due; to be called every second. */
  tell(): Promise<void>;
  /** To be called now and then. */
  housekeeping(): Promise<void>;
  /** Stores what still waits. */
  close(): Promise<void>;
}

export function createReading(options: ReadingOptions): Reading {
  const { dataSource, clock, keptFrom } = options;
  const visits = new Visits(options);
  return {
    hooks: visits,
    router: visitsRouter({ ...options, visits }),
    routes: figuresRoutes({ ...options, sharesOf: (tx, mailboxId, ids) => shareRows(tx, options, { mailboxId, ids }) }),
    tell: () => tellDue(options, clock.now()),
    housekeeping: () => forgetReaders(dataSource.manager, keptFrom(), clock.now()),
    close: () => visits.close(),
  };
}
