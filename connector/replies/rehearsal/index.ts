export { rehearsalSchema, type RehearsalView } from './api.js';
export { countedAs } from './counts.js';
export { rehearse, rehearseJob, startRehearsal, type RehearsalParts } from './rehearse.js';
export { rehearsalRoutes } from './routes.js';
export { latestRehearsal } from './rows.js';
