export { migrations } from './migrations.js';
export { erasePerson, exportPerson, type Export } from './personal-data.js';
