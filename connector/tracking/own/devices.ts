/**
 * Devices: browsers a rep signed in on. The row decides whose a device is and whether it still
 * counts; the cookie only names it.
 *
 *     made       signing in, or the pane, on a browser without a device
 *     seen       its cookie came back: from now on it stands in the list
 *     renewed    signing in again
 *     taken over another rep signs in there: the device is theirs, under a first name again
 *     removed    by the rep; or forgotten after 400 days unseen, 30 where it never was
 *
 * Signing out changes nothing: mail opened afterwards in that browser is still no recipient's.
 */
import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { ReadbackError } from '../../errors.js';
import type { DeviceMark } from './device-cookie.js';

export interface Device {
  readonly id: string;
  readonly name: string;
  readonly madeAt: Date;
  readonly seenAt: Date | null;
}

interface DeviceRow {
  readonly id: string;
  readonly name: string;
  readonly made_at: Date;
  readonly seen_at: Date | null;
}

/** Browsers that take no cookie make one with every sign-in; of these only the latest are kept. */
const NEVER_SEEN_AT_MOST = 50;

/**
 * The device of the browser that sent this mark (null: none came), made or taken over where it is
 * not the rep's yet.
 */
export async function deviceFor(tx: EntityManager, repId: string, mark: DeviceMark | null, name: string, at: Date): Promise<Device> {
  if (mark !== null) {
    const [known] = await tx.query<{ rep_id: string }[]>('select rep_id from devices where id = $1 for update', [mark.deviceId]);
    if (known !== undefined) {
      const isTakenOver = known.rep_id !== repId;
      await tx.query(
        `update devices set rep_id = $2, seen_at = $4,
           name = case when $5 then $3 else name end, made_at = case when $5 then $4 else made_at end
         where id = $1`,
        [mark.deviceId, repId, name, at, isTakenOver],
      );
      return present(await findDevice(tx, repId, mark.deviceId));
    }
  }
  const id = randomUUID();
  await tx.query('insert into devices (id, rep_id, name, made_at) values ($1, $2, $3, $4)', [id, repId, name, at]);
  await tx.query(
    `delete from devices where id in (
       select id from devices where rep_id = $1 and seen_at is null order by made_at desc, id offset $2
     )`,
    [repId, NEVER_SEEN_AT_MOST],
  );
  return { id, name, madeAt: at, seenAt: null };
}

/** Notes that the device's cookie came back. */
export async function noteSeen(tx: EntityManager, { deviceId, repId }: Pick<DeviceMark, 'deviceId' | 'repId'>, at: Date): Promise<void> {
  await tx.query('update devices set seen_at = $3 where id = $1 and rep_id = $2', [deviceId, repId, at]);
}

/** The rep's devices, the latest seen first. @param here id of the one that asks, shown also before it was seen */
export async function listDevices(tx: EntityManager, repId: string, here: string | null): Promise<Device[]> {
  const rows = await tx.query<DeviceRow[]>(
    `select id, name, made_at, seen_at from devices
     where rep_id = $1 and (seen_at is not null or id = $2)
     order by (id = $2) is true desc, coalesce(seen_at, made_at) desc, id`,
    [repId, here],
  );
  return rows.map(deviceOf);
}

/** Throws NOT_FOUND for a device that is not the rep's. */
export async function renameDevice(tx: EntityManager, repId: string, id: string, name: string): Promise<Device> {
  await tx.query('update devices set name = $3 where id = $1 and rep_id = $2', [id, repId, name]);
  return present(await findDevice(tx, repId, id));
}

/** From now on it is not recognised. One that is gone already is no error. */
export async function removeDevice(tx: EntityManager, repId: string, id: string): Promise<void> {
  await tx.query('delete from devices where id = $1 and rep_id = $2', [id, repId]);
}

/** Browsers keep no cookie longer than 400 days (RFC 6265bis, section 5.5). */
export async function forgetOldDevices(tx: EntityManager, now: Date): Promise<void> {
  await tx.query(
    `delete from devices where seen_at < $1::timestamptz - interval '400 days'
       or (seen_at is null and made_at < $1::timestamptz - interval '30 days')`,
    [now],
  );
}

async function findDevice(tx: EntityManager, repId: string, id: string): Promise<Device | null> {
  const [row] = await tx.query<DeviceRow[]>('select id, name, made_at, seen_at from devices where id = $1 and rep_id = $2', [id, repId]);
  return row === undefined ? null : deviceOf(row);
}

function deviceOf({ id, name, made_at: madeAt, seen_at: seenAt }: DeviceRow): Device {
  return { id, name, madeAt, seenAt };
}

function present(device: Device | null): Device {
  if (device === null) throw new ReadbackError('NOT_FOUND', 'This device was removed already.');
  return device;
}
