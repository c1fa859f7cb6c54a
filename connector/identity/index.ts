export { meSchema, type Me } from './api.js';
export { addOwnDomains, isOwnDomain, ownAmong } from './domains.js';
export { entities } from './entities.js';
export { confidentialClient } from './entra.js';
export { migrations } from './migrations.js';
export { addressesOf, knownPeople, peopleFor, withOtherAddresses, type NewPerson } from './people.js';
export { ensureRep, listReps, repByAddress, repById, repByOid, setRole, signedIn, type DirectoryPerson } from './reps.js';
export { assignTeam, createTeam, listTeams, renameTeam, type TeamWithSize } from './teams.js';
export type { Rep, Role, Team } from './types.js';
