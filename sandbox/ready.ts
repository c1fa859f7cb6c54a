/** What a sandbox that is ready tells of itself, in `DATA_DIR/sandbox/ready.json`: all that is needed to reach it. */
import { z } from 'zod';

export const readySchema = z.object({
  pid: z.number(),
  tenantId: z.string(),
  clientId: z.string(),
  clientSecret: z.string(),
  authorityHost: z.string(),
  graphBaseUrl: z.string(),
  /** Certificate authority of its https addresses, PEM. */
  caPath: z.string(),
  mailWindowUrl: z.string(),
  smtpPort: z.number(),
});

export type SandboxReady = z.infer<typeof readySchema>;
