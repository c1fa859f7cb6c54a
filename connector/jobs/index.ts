export { addJob, addJobs, type JobOptions } from './addJob.js';
export { defineJob, defineTask, type JobKind, type JobRun, type Task } from './job.js';
export { migrateJobs, startJobs, type Jobs, type JobsOptions } from './jobs.js';
export { laneOf } from './lane.js';
