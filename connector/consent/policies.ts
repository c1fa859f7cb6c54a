/** The organisation's choice, with every earlier one: what was in force when a mail went can be told later. */
import type { EntityManager } from 'typeorm';
import { policySchema } from './api.js';
import { policyInForce, type Policy, type PolicyInForce, type PolicyKind } from './policy.js';

export interface ChosenPolicy {
  readonly policy: Policy;
  readonly at: Date;
  /** Name of the administrator; null if that was no rep, or is one no longer. */
  readonly by: string | null;
}

/** Null: no administrator has chosen yet. */
export async function chosenPolicy(tx: EntityManager): Promise<ChosenPolicy | null> {
  const [row] = await tx.query<{ policy: unknown; at: Date; by: string | null }[]>(
    `select policy, at, reps.name as by from consent_policies left join reps on reps.id = consent_policies.rep_id
     order by consent_policies.id desc limit 1`,
  );
  return row === undefined ? null : { ...row, policy: policySchema.parse(row.policy) };
}

/** @param setting CONSENT_POLICY */
export async function policyOf(tx: EntityManager, setting: PolicyKind | undefined): Promise<PolicyInForce> {
  return policyInForce((await chosenPolicy(tx))?.policy ?? null, setting);
}

export async function choosePolicy(tx: EntityManager, policy: Policy, at: Date, repId: string | null): Promise<void> {
  await tx.query('insert into consent_policies (policy, at, rep_id) values ($1::jsonb, $2, $3)', [JSON.stringify(policy), at, repId]);
}
