export { createConversion, resumeConversions, type Conversion, type ConversionOptions } from './conversion.js';
export { converterChoice } from './converters/choose.js';
export { wasmInstallation, type Installation } from './converters/installation.js';
export { inspect } from './inspection.js';
export type { Accepted, Finding, Format, Refused } from './inspect/finding.js';
export { queueConversion } from './queue.js';
export { converterState } from './routes.js';
