export { findAutomatic } from './automatic.js';
