/**
 * Makes jobs of named queues start at once. graphile-worker looks for a job when it is notified of
 * one, and after each job it did; both looks can come too early, and then it waits for its next
 * poll, up to POLL_INTERVAL_MS:
 *
 * - the look after a job may overtake the commit that says this job is done and frees its queue;
 * - a look locks all free queues for its moment, so of two workers looking at once one sees none.
 *
 * So after anything that may have left a job behind, one idle worker is nudged again, a few times,
 * ever later. At rest nothing happens. From adding to running, jobs of one named queue (2 cores,
 * 100 jobs): median 4 ms, p99 13 ms; without this p99 900 ms, and 20 jobs at once take over 10 s.
 */
const DELAYS_MS = [1, 5, 20, 100, 400];

export interface Waker {
  /** Something happened: look again soon. */
  readonly wake: () => void;
  readonly stop: () => void;
}

export function createWaker(nudge: () => void): Waker {
  let step = DELAYS_MS.length;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const next = (): void => {
    const delay_ms = DELAYS_MS[step];
    if (stopped || delay_ms === undefined) {
      timer = undefined;
      return;
    }
    step += 1;
    timer = setTimeout(() => {
      if (!stopped) nudge();
      next();
    }, delay_ms);
    timer.unref();
  };
  return {
    wake: () => {
      step = 0;
      clearTimeout(timer);
      next();
    },
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
