/** Looks at a group of processes while it runs: how much memory it takes, and whether it still works. */
import { activityOf, membersOf, memoryOf } from './group.js';

const EVERY_MS = 250;
/** Looking for processes that came goes through all of the machine's. */
const MEMBERS_EVERY_MS = 1_000;
/** What works is busy all the time, what hangs for a tenth of it at most. */
const BUSY_SHARE = 0.5;

export interface Watching {
  readonly memory_bytes: number;
  /** Idle for so long: it hangs. Default: it may be idle. */
  readonly idle_ms: number;
  /** Called once. */
  readonly stop: (why: 'memory' | 'idle') => void;
}

export interface Watch {
  /** The most memory it was seen to take. */
  readonly peak_bytes: () => number;
  end(): void;
}

interface State {
  peak_bytes: number;
  members: readonly number[];
  membersAt: number;
  isLooking: boolean;
  ended: boolean;
}

export function watchGroup(group: number, { memory_bytes, idle_ms, stop }: Watching): Watch {
  const startedAt = performance.now();
  const state: State = { peak_bytes: 0, members: [group], membersAt: -MEMBERS_EVERY_MS, isLooking: false, ended: false };
  let window = { at: startedAt, activity_ms: 0 };
  const look = async (): Promise<void> => {
    const now = performance.now();
    if (now - state.membersAt >= MEMBERS_EVERY_MS) {
      state.members = (await membersOf(group)) ?? [];
      state.membersAt = now;
    }
    if (state.members.length === 0) return;
    state.peak_bytes = Math.max(state.peak_bytes, await memoryOf(state.members));
    if (state.ended) return;
    if (state.peak_bytes > memory_bytes) stop('memory');
    if (now - window.at < idle_ms) return;
    const activity_ms = await activityOf(state.members);
    // A thread that has ended takes what it did with it.
    const didWork = activity_ms < window.activity_ms || activity_ms - window.activity_ms > (now - window.at) * BUSY_SHARE;
    window = { at: now, activity_ms };
    if (!didWork) stop('idle');
  };
  const timer = setInterval(() => {
    if (state.isLooking) return;
    state.isLooking = true;
    look().catch(() => undefined).finally(() => (state.isLooking = false));
  }, EVERY_MS);
  return {
    peak_bytes: () => state.peak_bytes,
    end: () => {
      state.ended = true;
      clearInterval(timer);
    },
  };
}
