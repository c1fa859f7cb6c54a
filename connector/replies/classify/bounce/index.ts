export { findBounce } from './bounce.js';
