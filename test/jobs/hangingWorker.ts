/** A connector's jobs in a process of their own, to be killed inside a job: `node hangingWorker.js URL`. */
import { z } from 'zod';
import { defineJob, defineTask, startJobs } from '../../connector/jobs/index.js';
import { silentLog } from '../log.js';

export const step = defineJob({ name: 'test.step', schema: z.object({ n: z.number() }) });

const [, , url] = process.argv;
if (process.send !== undefined && url !== undefined) {
  await startJobs({
    database: { url },
    log: silentLog,
    tasks: [
      defineTask(step, ({ n }) => {
        process.send?.(n);
        return new Promise<void>(() => setInterval(() => undefined, 60_000));
      }),
    ],
  });
}
