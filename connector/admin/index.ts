export { runCli, type CliOptions } from './program.js';
