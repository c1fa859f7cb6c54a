/**
 * Brings what the journal holds into the database, oldest first, while new hits go there directly
 * again. Several groups go in one statement, and it rests as long as that took, so that it does not
 * take the database from those who wait for an answer. Killed in the middle, the next process begins
 * the file anew: what is there already stays as it is.
 */
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseError } from 'pg';
import type { Logger } from 'pino';
import { messageOf } from '../../errors.js';
import type { Group } from './group.js';
import type { GroupRows } from './group-rows.js';
import type { Journal } from './journal.js';
import { readRecords } from './journal-file.js';

const BATCH_CHARACTERS = 400_000;
const WITHIN_MS = 10_000;
const REST_AT_MOST_MS = 500;

export interface ReplayOptions {
  readonly rows: Pick<GroupRows, 'write'>;
  readonly journal: Journal;
  readonly log: Logger;
  /** Called after each commit. */
  readonly committed: () => void;
  readonly isClosing: () => boolean;
}

/** Ends when the journal is empty. Rejects when the database does not take it; called again it goes on. */
export async function replayAll(options: ReplayOptions): Promise<void> {
  for (let path = await options.journal.next(); path !== null; path = await options.journal.next()) {
    try {
      if (!(await replayFile(options, path))) return;
    } catch (error) {
      // It must not keep back those behind it.
      if (existsSync(path)) throw error;
      options.log.error({ code: 'HITS_NOT_KEPT', file: path }, 'a file of the journal of hits is gone');
    }
    options.journal.finished(path);
  }
}

/** False when it was left because the connector ends. */
async function replayFile(options: ReplayOptions, path: string): Promise<boolean> {
  const { log, isClosing } = options;
  let batch: Group[] = [];
  let characters = 0;
  let damaged = 0;
  for await (const { group } of readRecords(path, 0)) {
    if (isClosing()) return false;
    if (group === null) {
      damaged += 1;
      continue;
    }
    batch.push(group);
    characters += group.hits.length;
    if (characters < BATCH_CHARACTERS) continue;
    await replay(options, batch);
    batch = [];
    characters = 0;
  }
  if (batch.length > 0) await replay(options, batch);
  if (damaged > 0) log.error({ code: 'HITS_NOT_KEPT', damaged }, 'some of what the journal of hits held was damaged and is lost');
  return true;
}

async function replay({ rows, log, committed }: ReplayOptions, batch: readonly Group[]): Promise<void> {
  const began_ms = performance.now();
  try {
    await rows.write(batch, WITHIN_MS);
  } catch (error) {
    if (!isItsOwnFault(error)) throw error;
    // One that can never be stored must not keep back all others.
    for (const group of batch) {
      await rows.write([group], WITHIN_MS).catch((reason: unknown) => {
        if (!isItsOwnFault(reason)) throw reason;
        log.error({ code: 'HITS_NOT_KEPT', group: group.id, error: messageOf(reason) }, 'a group of the journal cannot be stored and is lost');
      });
    }
  }
  committed();
  await sleep(Math.min(performance.now() - began_ms, REST_AT_MOST_MS));
}

/** SQLSTATE class 22: the data are the trouble, not the database. */
function isItsOwnFault(error: unknown): boolean {
  return error instanceof DatabaseError && error.code?.startsWith('22') === true;
}
