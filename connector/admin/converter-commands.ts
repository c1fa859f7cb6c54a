/** `readback converter …`: what makes pages of Word and PowerPoint files here, and installing it. */
import type { Command } from 'commander';
import { converterChoice, converterState, resumeConversions, wasmInstallation } from '../documents/index.js';
import type { Opened } from './open.js';
import type { Output } from './print.js';

type Run = (work: (opened: Opened) => Promise<void>) => Promise<void>;

/** Said every so many per cent. */
const SAID_EVERY_PERCENT = 20;

export function addConverterCommands(program: Command, out: Output, run: Run): void {
  const converter = program.command('converter').description('LibreOffice, for pages of Word and PowerPoint files');

  converter
    .command('status')
    .description('say what makes pages of Word and PowerPoint files')
    .action(() =>
      run(async ({ settings }) => {
        const installation = wasmInstallation(settings.dataDir);
        const { state, says } = await converterState({ converters: converterChoice(settings, installation), installation });
        out.line(says);
        if (state !== 'ready') out.line('Install LibreOffice on this machine, or run: npx readback converter install');
      }),
    );
  converter
    .command('install')
    .description('install LibreOffice as WebAssembly (250 MB) into DATA_DIR, with npm')
    .action(() =>
      run(async ({ settings, database }) => {
        const installation = wasmInstallation(settings.dataDir);
        if (await installation.isThere()) out.line(`It is installed already, in ${installation.folder}.`);
        else {
          let said = 0;
          await installation.install((percent) => {
            if (percent < said + SAID_EVERY_PERCENT) return;
            said = percent;
            out.line(`${percent} %`);
          });
          out.line(`Installed in ${installation.folder}.`);
        }
        const converters = converterChoice(settings, installation);
        const { kind, says } = await converterState({ converters, installation });
        if (kind !== 'wasm') out.line(`It is not used as long as there is another: ${says}`);
        await resumeConversions(database.dataSource, converters);
      }),
    );
}
