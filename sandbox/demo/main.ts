/**
 * `npm run demo`: plays the product's main story on a world of its own and prints what was seen.
 * Exits 0 only if all its steps happened; otherwise says which did not and keeps the logs.
 */
import { playStory, STEPS } from './story.js';
import { World } from './world.js';

const SEPARATOR = '─'.repeat(78);

async function main(): Promise<number> {
  const started = performance.now();
  const world = await World.make();
  let interrupted = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (interrupted) return;
      interrupted = true;
      print('\nStopping.');
      void world.end().then(() => process.exit(130));
    });
  }
  let step = 0;
  try {
    print(`Readback's story, on a sandbox of its own. Logs: ${world.logs}`);
    await playStory(world, {
      begins: (number) => {
        step = number;
        print(`\n${SEPARATOR}\n${number === 0 ? 'Before the story' : `Step ${number}`}: ${STEPS[number] ?? ''}`);
      },
      saw: (fact) => print(`  ✓ ${fact}`),
    });
  } catch (error) {
    print(`  ✗ ${error instanceof Error ? error.message : String(error)}`);
    print(`\n${step === 0 ? 'The story could not begin' : `Step ${step} did not happen`}. The logs are kept: ${world.logs}`);
    await world.end({ keep: true });
    return 1;
  }
  await world.end();
  print(`\n${SEPARATOR}\nAll ${STEPS.length - 1} steps happened, in ${((performance.now() - started) / 1000).toFixed(1)} s.`);
  return 0;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

process.exitCode = await main();
