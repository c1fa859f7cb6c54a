export { migrations } from './migrations.js';
export type { Rep, Role, Team } from './types.js';
