export { inspect, queueConversion, type Accepted, type Finding, type Refused } from './convert/index.js';
export { createDocuments, type Documents, type DocumentsOptions } from './documents.js';
export { DOCUMENT_KINDS, REFUSALS, VERSION_STATES, type DocumentKind, type RefusalCode, type VersionState } from './kinds.js';
export { migrations } from './migrations.js';
export { readShareToken, shareToken, shareUrl } from './share/share-token.js';
export { openFolderStore } from './store/folder-store.js';
export { folderOf, keysOf, type ByteRange, type DocumentStore, type StoredFile } from './store/store.js';
