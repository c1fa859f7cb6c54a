/** Mails of the usual kinds and sizes. */
const QUOTED = Array.from({ length: 60 }, (_, line) => `> Line ${line} of what was written before, as long as lines of mail are.`).join('\r\n');
const HOPS = Array.from({ length: 8 }, (_, hop) => `Received: from mx${hop}.elsewhere.example (203.0.113.${hop}) by mx${hop + 1}.elsewhere.example with ESMTPS id ${hop}; Mon, 23 Nov 2026 10:00:0${hop} +0000`).join('\r\n');

function mail(headers: Readonly<Record<string, string>>, body: string): Buffer {
  const all = {
    From: 'Kevin Flynn <kevin@elsewhere.example>',
    To: 'Riley Carter <rep@contoso.example>',
    Date: 'Mon, 23 Nov 2026 10:00:00 +0000',
    'Message-ID': '<answer@elsewhere.example>',
    'MIME-Version': '1.0',
    'Content-Type': 'text/plain; charset=utf-8',
    ...headers,
  };
  return Buffer.from(`${HOPS}\r\n${Object.entries(all).map(([name, value]) => `${name}: ${value}`).join('\r\n')}\r\n\r\n${body}\r\n`);
}

const THREAD = { 'In-Reply-To': '<sent@contoso.example>', References: '<first@contoso.example> <sent@contoso.example>' };

export function mails(): Buffer[] {
  const html = `<html><body><p>Yes, let us talk on Tuesday.</p><blockquote>${QUOTED.replaceAll('\r\n', '<br>')}</blockquote></body></html>`;
  const report = [
    '--b\r\nContent-Type: text/plain\r\n\r\nThe mail could not be delivered: 550 5.1.1 no such user.',
    '--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.elsewhere.example\r\n\r\nFinal-Recipient: rfc822; kevin@elsewhere.example\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 no such user',
    `--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <sent@contoso.example>\r\nSubject: Arcade lease\r\n\r\n${QUOTED}`,
    '--b--',
  ].join('\r\n');
  return [
    mail({ Subject: 'Re: Arcade lease', ...THREAD }, `Yes, let us talk on Tuesday.\r\n\r\n${QUOTED}`),
    mail({ Subject: 'AW: Arcade lease', ...THREAD, 'Content-Type': 'text/html; charset=utf-8' }, html),
    mail({ Subject: 'Automatic reply: Arcade lease', 'Auto-Submitted': 'auto-replied', ...THREAD }, 'I am out of the office until 30 November 2026. In urgent cases write to alan@elsewhere.example.'),
    mail({ Subject: 'Undelivered Mail Returned to Sender', From: 'mailer-daemon@elsewhere.example', 'Content-Type': 'multipart/report; report-type=delivery-status; boundary=b' }, report),
    mail({ Subject: 'Ten things to know', 'List-Unsubscribe': '<https://news.example/u/1>', Precedence: 'bulk' }, QUOTED),
  ];
}
