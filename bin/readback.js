#!/usr/bin/env node
// The command line: `npx readback …`. `start` is what `npm start` does.
import { launch } from './launch.js';

if (process.argv[2] === 'start') await import('./start.js');
else process.exitCode = await launch('dist/connector/admin/cli.js', process.argv.slice(2));
