export { runCli, type CliOptions } from './program.js';
export { explain, type Explanation } from './explain/explain.js';
