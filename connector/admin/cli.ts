/** The command line as a process: `npx readback …`. */
import { terminal } from './print.js';
import { runCli } from './program.js';

// Whoever reads the output may have seen enough (`readback explain … | head`).
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

process.exitCode = await runCli({ args: process.argv.slice(2), environment: process.env, out: terminal });
