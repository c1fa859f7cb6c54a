export { keysFrom, loadKeys, type Keys, type Purpose } from './keys.js';
export { isCidr, networkTest } from './networks.js';
export { LONGEST_PUBLIC_URL, PACKAGE_ROOT, readSettings, VERSION, type Settings } from './settings.js';
export { uuidBytes, uuidText } from './uuid.js';
