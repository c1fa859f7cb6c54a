/** The command line as a process: `npx readback …`. */
import { terminal } from './print.js';
import { runCli } from './program.js';

process.exitCode = await runCli({ args: process.argv.slice(2), environment: process.env, out: terminal });
