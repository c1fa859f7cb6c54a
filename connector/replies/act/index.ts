export { act } from './act.js';
export { actOnOther } from './on-other.js';
export { actOnWritten } from './on-written.js';
