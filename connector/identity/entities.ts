/** Reps and teams as TypeORM knows them. People on the other side are reached by SQL alone (people.ts). */
import { EntitySchema } from 'typeorm';
import type { Rep, Team } from './types.js';

export const teamEntity = new EntitySchema<Team>({
  name: 'team',
  tableName: 'teams',
  columns: {
    id: { type: 'uuid', primary: true, generated: 'uuid' },
    name: { type: 'text' },
    plan: { type: 'text' },
  },
});

export const repEntity = new EntitySchema<Rep>({
  name: 'rep',
  tableName: 'reps',
  columns: {
    id: { type: 'uuid', primary: true, generated: 'uuid' },
    oid: { type: 'text' },
    address: { type: 'text' },
    name: { type: 'text' },
    role: { type: 'text' },
  },
  relations: {
    team: { type: 'many-to-one', target: 'team', joinColumn: { name: 'team_id' }, eager: true },
  },
});

export const entities = [teamEntity, repEntity];
