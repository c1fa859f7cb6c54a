export { inspect } from './inspection.js';
export type { Accepted, Finding, Format, Refused } from './inspect/finding.js';
export { queueConversion } from './queue.js';
