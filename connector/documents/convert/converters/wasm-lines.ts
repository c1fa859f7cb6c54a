/** What the process with LibreOffice as WebAssembly is asked, and what it says, a line of JSON each. */
import { z } from 'zod';

export const wasmAskedSchema = z.object({ library: z.string(), input: z.string(), format: z.string(), output: z.string() });

export const wasmLineSchema = z.discriminatedUnion('is', [
  /** LibreOffice has started; before this it may hang, whatever the file. */
  z.object({ is: z.literal('started') }),
  z.object({ is: z.literal('loaded') }),
  z.object({ is: z.literal('done') }),
  z.object({ is: z.literal('refused'), says: z.string() }),
]);

export type WasmAsked = z.infer<typeof wasmAskedSchema>;
export type WasmLine = z.infer<typeof wasmLineSchema>;
