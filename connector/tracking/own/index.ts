export { readDevice, type DeviceMark } from './device-cookie.js';
export { nothingKnown, type KnowableHit, type KnownOf } from './known.js';
export { ownAddresses, ownAddressesOf } from './own-addresses.js';
export { openOwnSide, type OwnSide, type OwnSideOptions } from './own.js';
export { teach, unteach } from './taught.js';
