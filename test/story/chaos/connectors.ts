/** Two connectors on one database, and somebody who kills them. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connector, World } from '../../../sandbox/demo/world.js';
import { Dice } from '../../../sandbox/faults/dice.js';

export interface Kill {
  readonly at: Date;
  readonly who: string;
}

export class Connectors {
  readonly kills: Kill[] = [];
  #over = false;
  readonly #running: [Connector | undefined, Connector | undefined] = [undefined, undefined];

  constructor(
    private readonly world: World,
    private readonly ports: readonly [number, number],
    private readonly databaseUrl: string,
  ) {}

  async start(): Promise<void> {
    await this.#revive(0);
    await this.#revive(1);
  }

  /** Kills one after the other, each time starting it again before the next; both at once in between. */
  async harass(seed: number, times: number): Promise<void> {
    const dice = new Dice(seed);
    for (let round = 0; round < times && !this.#over; round += 1) {
      // Somewhere in its work, not only right after its start.
      await sleep(200 + dice.throw('pause') * 2_000);
      if (round === Math.floor(times / 2)) await this.#kill([0, 1]);
      else await this.#kill(dice.throw('who') < 0.5 ? [0] : [1]);
    }
  }

  /** No more killing, whatever becomes of the play. */
  leaveAlone(): void {
    this.#over = true;
  }

  async #kill(which: readonly (0 | 1)[]): Promise<void> {
    this.kills.push({ at: new Date(), who: which.map((index) => (index === 0 ? 'the first' : 'the second')).join(' and ') });
    await Promise.all(which.map(async (index) => this.#running[index]?.child.kill()));
    await Promise.all(which.map((index) => this.#revive(index)));
  }

  async #revive(index: 0 | 1): Promise<void> {
    this.#running[index] = await this.world.startConnector(this.ports[index], { DATABASE_URL: `${this.databaseUrl}?application_name=chaos${index}` });
  }
}
