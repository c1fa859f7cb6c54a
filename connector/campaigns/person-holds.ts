/**
 * People who asked for no more mail, in words: until a rep confirms or rejects it, nobody of the
 * team writes to them. A hold belongs to the question that asks.
 */
import type { EntityManager } from 'typeorm';

export async function holdPeople(tx: EntityManager, teamId: string, personIds: readonly string[], questionId: string, at: Date): Promise<void> {
  await tx.query(
    'insert into person_holds (team_id, person_id, question_id, at) select $1, person_id, $3, $4 from unnest($2::uuid[]) as person_id on conflict do nothing',
    [teamId, personIds, questionId, at],
  );
}

export async function releasePeople(tx: EntityManager, questionId: string): Promise<void> {
  await tx.query('delete from person_holds where question_id = $1', [questionId]);
}

/** Those of the people whom the team holds. */
export async function heldAmong(tx: EntityManager, teamId: string, personIds: readonly string[]): Promise<ReadonlySet<string>> {
  const found = await tx.query<{ person_id: string }[]>('select distinct person_id from person_holds where team_id = $1 and person_id = any ($2::uuid[])', [
    teamId,
    personIds,
  ]);
  return new Set(found.map(({ person_id: id }) => id));
}
