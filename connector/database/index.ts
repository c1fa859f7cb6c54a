export { isAway, openDatabase, type Database, type DatabaseOptions } from './database.js';
export { isAlive, ownMark, type ProcessMark } from './embedded/process.js';
export { joinEmbeddedServer, type EmbeddedServer } from './embedded/server.js';
export type { ChannelHandler } from './listener.js';
