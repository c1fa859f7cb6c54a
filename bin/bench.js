// `npm run bench [name] [-- --json]`: measures what is built. See bench/.
import { build } from './build.js';
import { launch } from './launch.js';

process.exitCode = (await build()) || (await launch('dist/bench/main.js', process.argv.slice(2)));
