/**
 * Names of queues that many share, so that jobs which take long leave workers for those which may
 * not wait. Whose job it is decides the lane, so that two for the same one never run at once.
 */

/**
 * @param uuid whose job it is
 * @param lanes how many jobs of this name run at once, in all processes together
 */
export function laneOf(name: string, uuid: string, lanes: number): string {
  return `${name}:${Number.parseInt(uuid.slice(0, 8), 16) % lanes}`;
}
