export { MODES, strictest, type Mode } from './modes.js';
