export { forgetOldCodes } from './codes.js';
export { migrations } from './migrations.js';
export { erasePerson, exportPerson, type Export } from './personal-data.js';
export { recipientRouter, type RecipientRouterOptions } from './recipient-router.js';
export { privacyRoutes, type PrivacyRoutesOptions } from './routes.js';
