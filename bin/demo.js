// `npm run demo`: plays the main story through public interfaces.
import { build } from './build.js';
import { launch } from './launch.js';

process.exitCode = (await build()) || (await launch('dist/sandbox/demo/main.js', process.argv.slice(2)));
