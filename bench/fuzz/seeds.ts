/** Mails to begin with: those the tests are made of, and the fixtures. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../connector/config/index.js';
import { mime, notice, report, RETURNED } from '../../test/replies/classify/mail.js';

const FIXTURES = join(PACKAGE_ROOT, 'test', 'mails');

export function seedMails(): [Buffer, ...Buffer[]] {
  return [
    report([{ action: 'failed', status: '5.1.1', said: '550 5.1.1 user unknown' }, { action: 'delayed', status: '4.4.1', recipient: 'late@arcade.example' }]),
    notice('failure notice', ['I could not deliver your message.', '', '<flynn@arcade.example>:', '552 5.2.2 mailbox full', '', '--- copy', '', ...RETURNED]),
    notice('Automatische Antwort: Pacht', ['Ich bin bis 3. Mai 2027 nicht im Büro.', 'In dringenden Fällen: Kevin <kevin@arcade.example>'], { from: 'flynn@arcade.example', header: ['Auto-Submitted: auto-replied'] }),
    mime(['From: =?iso-2022-jp?B?GyRCJDMkcyRLJEEkTxsoQg==?= <flynn@arcade.example>', 'Subject: =?utf-8?Q?Re:_Gr=C3=BC=C3=9Fe?=', 'In-Reply-To: <step-1@contoso.example>', 'References: <a@b> <step-1@contoso.example>', 'Content-Type: multipart/alternative; boundary=b', '', '--b', 'Content-Type: text/plain; charset=iso-8859-1', 'Content-Transfer-Encoding: quoted-printable', '', 'Gr=FC=DFe', '--b', 'Content-Type: text/html; charset=utf-8', '', '<p>Grüße</p><blockquote>On Monday Riley wrote:</blockquote>', '--b--']),
    mime(['From: flynn@arcade.example', 'Subject: Accepted: demo', 'Content-Type: text/calendar; method=REPLY', '', 'BEGIN:VCALENDAR', 'METHOD:REPLY', 'BEGIN:VEVENT', 'ATTENDEE;PARTSTAT=ACCEPTED:mailto:flynn@arcade.example', 'END:VEVENT', 'END:VCALENDAR']),
    ...fixtures(FIXTURES),
  ];
}

function fixtures(folder: string): Buffer[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.eml'))
    .sort()
    .map((name) => readFileSync(join(folder, name)));
}
