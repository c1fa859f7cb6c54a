export { answerSchema, undoSchema, type TeamRules, type Undo } from './api.js';
export { campaignsOfMessages } from './campaign-of-message.js';
export { queueDueSteps, stepJob } from './due.js';
export { endedIn, endEnrollments, pauseEnrollments, resumeEnrollments, type Pause, type Resumption } from './end.js';
export {
  endedSince,
  enrollmentOfMessage,
  isInAgain,
  lockAnyEnrollmentsById,
  lockEnrollments,
  lockEnrollmentsById,
  lockEnrollmentsOfCompany,
  lockEnrollmentsOfPeople,
  type EnrollmentRef,
} from './enrollment-ref.js';
export { enrolledAmong, lastMessageOf } from './enrolled.js';
export { entities, type EndReason } from './entities.js';
export { forgetFailures, recordFailures, refusedRecipients, softFailures } from './failed-deliveries.js';
export { migrations } from './migrations.js';
export { optedOutAmong, optOut } from './opt-outs.js';
export { endOutcomes, otherPauses, outcomesOf, recordOutcomes, type NewOutcome, type Outcome } from './outcomes.js';
export { holdPeople, releasePeople } from './person-holds.js';
export { ask, closeMoot, closeQuestion, isAsked, openQuestionsOf, peekQuestion, recordQuestion, takeQuestion, type NewQuestion, type OpenQuestion } from './questions.js';
export { holdQueue, queueReleasedAt } from './queue-holds.js';
export { campaignRoutes, type CampaignRoutesOptions } from './routes.js';
export { nextWorkingDay, resumesAt } from './schedule.js';
export { sendStep, type StepOptions } from './step.js';
export { campaignThatSends } from './step-documents.js';
export { stopWriting } from './stop-writing.js';
export { rulesOf, someEndCompanies } from './team-rules.js';
export { hasMarked, markUndeliverable, undeliverableAmong, unmarkUndeliverable } from './undeliverable.js';
export { unsubscribeRouter, type UnsubscribeOptions } from './unsubscribe.js';
export { readUnsubscribeToken, type EnrollmentKey } from './unsubscribe-token.js';
export { personalData } from './personal-data.js';
