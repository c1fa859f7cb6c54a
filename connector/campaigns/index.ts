export { queueDueSteps, stepJob } from './due.js';
export {
  endEnrollments,
  hasEndedSince,
  lockEnrollments,
  type EnrollmentRef,
} from './end.js';
export { enrolledAmong, lastMessageOf } from './enrolled.js';
export { entities } from './entities.js';
export { migrations } from './migrations.js';
export { ask, recordQuestion } from './questions.js';
export { campaignRoutes, type CampaignRoutesOptions } from './routes.js';
export { sendStep, type StepOptions } from './step.js';
export { unsubscribeRouter, type UnsubscribeOptions } from './unsubscribe.js';
export { readUnsubscribeToken, type EnrollmentKey } from './unsubscribe-token.js';
