// Which MAPI message class Exchange gives a mail on arrival ([MS-OXCMAIL] section 2.2.3.1, "Message Class"). Only the classes that
// tell machines from people are derived; everything else is IPM.Note.
import { fieldValue, type HeaderField } from './header.js';

const MEETING_CLASSES: Readonly<Record<string, string>> = {
  request: 'IPM.Schedule.Meeting.Request',
  cancel: 'IPM.Schedule.Meeting.Canceled',
};

const MEETING_RESPONSES: Readonly<Record<string, string>> = {
  accepted: 'IPM.Schedule.Meeting.Resp.Pos',
  declined: 'IPM.Schedule.Meeting.Resp.Neg',
  tentative: 'IPM.Schedule.Meeting.Resp.Tent',
};

/**
 * @param fields the mail's own header
 * @param calendar text of its text/calendar part, if it has one
 * @param status text of its delivery-status or disposition-notification part, if it has one
 */
export function messageClassOf(
  fields: readonly HeaderField[],
  calendar: string | undefined,
  status: string | undefined,
): string {
  const type = fieldValue(fields, 'Content-Type')?.toLowerCase() ?? '';
  if (type.startsWith('multipart/report')) {
    if (type.includes('delivery-status')) {
      return /^action:\s*delivered/im.test(status ?? '') ? 'REPORT.IPM.Note.DR' : 'REPORT.IPM.Note.NDR';
    }
    if (type.includes('disposition-notification')) {
      return /^disposition:.*deleted/im.test(status ?? '') ? 'REPORT.IPM.Note.IPNNRN' : 'REPORT.IPM.Note.IPNRN';
    }
  }
  const source = fieldValue(fields, 'X-MS-Exchange-Generated-Message-Source')?.toLowerCase();
  if (source === 'mailbox rules agent') return 'IPM.Note.Rules.OofTemplate.Microsoft';
  return calendar === undefined ? 'IPM.Note' : meetingClass(calendar, type);
}

function meetingClass(calendar: string, contentType: string): string {
  const unfolded = calendar.replace(/\r?\n[ \t]/g, '');
  const method = (/^METHOD:(\w+)/im.exec(unfolded) ?? /method="?(\w+)/.exec(contentType))?.[1]?.toLowerCase() ?? '';
  if (method === 'reply') {
    const answer = /PARTSTAT=(\w+)/i.exec(unfolded)?.[1]?.toLowerCase() ?? '';
    return MEETING_RESPONSES[answer] ?? 'IPM.Schedule.Meeting.Resp.Tent';
  }
  return MEETING_CLASSES[method] ?? 'IPM.Note';
}
