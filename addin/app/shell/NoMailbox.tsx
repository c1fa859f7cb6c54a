/** For people whose mailbox is not connected: how to ask for it. */
import { Button, Link, makeStyles, Text, tokens } from '@fluentui/react-components';
import { CheckmarkRegular } from '@fluentui/react-icons/svg/checkmark';
import { CopyRegular } from '@fluentui/react-icons/svg/copy';
import { useRef, useState } from 'react';
import type { Me } from '../api/shapes.js';
import { surface } from '../surface.js';
import { Page } from './Page.js';
import { shellWords } from './strings.js';

const words = shellWords.noMailbox;

const useStyles = makeStyles({
  card: { ...surface, display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalL, padding: '24px' },
  row: { display: 'flex', flexWrap: 'wrap', alignItems: 'start', gap: '8px' },
  command: {
    flex: '1 1 240px',
    minWidth: 0,
    padding: '6px 12px',
    fontFamily: tokens.fontFamilyMonospace,
    lineHeight: '20px',
    overflowWrap: 'anywhere',
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground3,
  },
  quiet: { color: tokens.colorNeutralForeground2 },
});

export function NoMailbox({ address, role }: Me['rep']) {
  const isAdministrator = role === 'administrator';
  const styles = useStyles();
  const command = `npx readback mailbox add ${address}`;
  const line = useRef<HTMLElement>(null);
  const [copied, setCopied] = useState(false);

  const copy = () => {
    if (line.current) getSelection()?.selectAllChildren(line.current);
    // Where the browser forbids it, the line is selected and Ctrl-C does.
    navigator.clipboard.writeText(command).then(() => setCopied(true), () => undefined);
  };
  const mail = `mailto:?subject=${encodeURIComponent(words.mailSubject)}&body=${encodeURIComponent(words.mailBody(command))}`;

  return (
    <Page title={words.title}>
      <div className={styles.card}>
        <Text>{isAdministrator ? words.saysToAdministrator : words.says}</Text>
        <div className={styles.row}>
          <code ref={line} className={styles.command}>
            {command}
          </code>
          <Button appearance="primary" icon={copied ? <CheckmarkRegular /> : <CopyRegular />} onClick={copy}>
            {copied ? words.copied : words.copy}
          </Button>
        </div>
        {!isAdministrator && <Link href={mail}>{words.ask}</Link>}
        <Text className={styles.quiet}>{words.after}</Text>
      </div>
    </Page>
  );
}
