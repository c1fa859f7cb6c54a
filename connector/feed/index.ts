export {
  activityDataSchema,
  activityKindSchema,
  activitySchema,
  evidenceSchema,
  personSchema,
  type Activity,
  type ActivityData,
  type ActivityKind,
  type Evidence,
  type NewActivity,
  type Person,
  type Question,
} from './activity.js';
export { append, appendMany, patchActivity, patchLines, type LinePatch } from './append.js';
export { dataOfLines, linesAbout, recent, type AboutMessages, type Page } from './lines.js';
export { migrations } from './migrations.js';
export { openLiveFeed, type LiveFeed } from './live.js';
export { feedRoutes, type FeedOptions } from './routes.js';
export { watchingActivity } from './watching.js';
export { personalData } from './personal-data.js';
