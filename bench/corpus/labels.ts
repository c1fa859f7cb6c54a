/** The labels of a folder of mails: `labels.jsonl`, one JSON object per line. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const label = z.object({
  /** Path below the folder. */
  file: z.string(),
  /** One of the kinds, or `bounce` where nobody said how severe, or `mdn` for a receipt. */
  kind: z.string(),
  in_reply_to: z.string().nullish(),
  references: z.array(z.string()).nullish(),
  original_message_id: z.string().nullish(),
  final_recipient: z.union([z.string(), z.array(z.string())]).nullish(),
  failed_recipients: z.array(z.string()).nullish(),
});

export type Label = z.infer<typeof label>;

export function readLabels(folder: string): Label[] {
  return readFileSync(join(folder, 'labels.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => label.parse(JSON.parse(line)));
}

export function recipientsIn({ final_recipient, failed_recipients }: Label): string[] {
  const stated = typeof final_recipient === 'string' ? [final_recipient] : (final_recipient ?? failed_recipients ?? []);
  return stated.map((address) => address.replace(/^.*:/, '').replace(/[<>\s]/g, '').toLowerCase());
}

/** What a label says, in the words of our kinds; delayed counts as soft, as nobody labels it apart. */
export function kindIn({ kind }: Label): string {
  return kind === 'mdn' ? 'receipt' : kind;
}
