// The message resource as clients write it. Unknown properties are refused, as Graph refuses them.
import { z } from 'zod';
import { GraphError } from '../errors.js';
import type { Address } from '../mail/parse.js';
import type { DraftAttachment } from '../mail/compose.js';

/** Drops `@odata.…` annotations, which any resource may carry. */
function resource<Shape extends z.ZodRawShape>(shape: Shape) {
  const strict = z.strictObject(shape);
  return z.preprocess((value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).filter(([name]) => !name.includes('@odata.')));
  }, strict);
}

const recipient = resource({
  emailAddress: resource({ name: z.string().nullish(), address: z.string() }),
});

const attachment = resource({
  name: z.string(),
  contentType: z.string().nullish(),
  contentBytes: z.string(),
  contentId: z.string().nullish(),
  isInline: z.boolean().optional(),
  size: z.number().optional(),
});

export const messageInput = resource({
  subject: z.string().nullish(),
  body: resource({ contentType: z.enum(['html', 'text', 'HTML', 'Text', 'Html']).default('text'), content: z.string() }).optional(),
  toRecipients: z.array(recipient).optional(),
  ccRecipients: z.array(recipient).optional(),
  bccRecipients: z.array(recipient).optional(),
  replyTo: z.array(recipient).optional(),
  from: recipient.optional(),
  sender: recipient.optional(),
  importance: z.enum(['low', 'normal', 'high', 'Low', 'Normal', 'High']).optional(),
  internetMessageId: z.string().optional(),
  internetMessageHeaders: z.array(resource({ name: z.string(), value: z.string() })).optional(),
  singleValueExtendedProperties: z.array(resource({ id: z.string(), value: z.string() })).optional(),
  categories: z.array(z.string()).optional(),
  flag: resource({ flagStatus: z.enum(['notFlagged', 'complete', 'flagged']) }).optional(),
  isRead: z.boolean().optional(),
  isReadReceiptRequested: z.boolean().optional(),
  isDeliveryReceiptRequested: z.boolean().nullish(),
  inferenceClassification: z.string().optional(),
  attachments: z.array(attachment).optional(),
});

export type MessageInput = z.infer<typeof messageInput>;
type RecipientInput = z.infer<typeof recipient>;

/** Actions take their parameters in either spelling (`message`, `Message`). */
export function actionInput<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.preprocess((value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name.charAt(0).toLowerCase() + name.slice(1), entry]));
  }, z.object(shape));
}

export const sendMailInput = actionInput({ message: messageInput, saveToSentItems: z.boolean().nullish() });
export const replyInput = actionInput({ comment: z.string().nullish(), message: messageInput.optional() });
export const moveInput = actionInput({ destinationId: z.string() });

/** Headers one message may be given (Graph: message resource, internetMessageHeaders). */
const MAX_HEADERS = 5;

export function addressOf({ emailAddress }: RecipientInput): Address {
  return { name: emailAddress.name ?? emailAddress.address, address: emailAddress.address };
}

export function checkedHeaders(headers: MessageInput['internetMessageHeaders']): { name: string; value: string }[] {
  if (headers === undefined) return [];
  if (headers.length > MAX_HEADERS) throw new GraphError('InvalidInternetMessageHeaderCollection');
  for (const { name, value } of headers) {
    if (!/^x-[!-9;-~]+$/i.test(name) || /[\r\n]/.test(value)) {
      throw new GraphError('InvalidInternetMessageHeader', `The internet message header name '${name}' should start with 'x-' or 'X-'.`);
    }
  }
  return headers;
}

export function attachmentsOf(attachments: MessageInput['attachments']): DraftAttachment[] {
  return (attachments ?? []).map(({ name, contentType, contentBytes, contentId, isInline }) => ({
    name,
    contentType: contentType ?? 'application/octet-stream',
    content: Buffer.from(contentBytes, 'base64'),
    ...(contentId && { contentId }),
    isInline: isInline ?? false,
  }));
}
