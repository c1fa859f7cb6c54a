// `npm run bench [name] [-- --json]`: measures. See bench/.
import { launch } from './launch.js';

process.exitCode = await launch('dist/bench/main.js', process.argv.slice(2));
