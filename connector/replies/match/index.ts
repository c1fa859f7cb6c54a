export { byIds, climb, isMachineMail, type Match, type ReadMail } from './climb.js';
export { idsNamedBy, type NamedId } from './ids.js';
export { ownMarks } from './marks.js';
