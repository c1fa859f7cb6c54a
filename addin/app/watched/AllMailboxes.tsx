/** Every mailbox, for administrators: one sentence, then those that are not watched first. */
import { Button, makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components';
import { ChevronDownRegular } from '@fluentui/react-icons/svg/chevron-down';
import { useId, useState } from 'react';
import { surface } from '../surface.js';
import { useTimeWords } from '../time/Time.js';
import { fromWords } from '../time/words.js';
import { unwatchedSince, type Coverage } from './api.js';
import { MailboxWatch } from './MailboxWatch.js';
import { watchedWords } from './strings.js';

const words = watchedWords.all;

const useStyles = makeStyles({
  sentence: { margin: '0 8px 10px' },
  list: { margin: 0, padding: '4px 0', ...surface, overflow: 'clip' },
  row: { listStyleType: 'none', padding: '8px 12px 8px 20px', borderTop: `1px solid ${tokens.colorNeutralStroke3}`, ':first-child': { borderTopColor: 'transparent' }, contentVisibility: 'auto', containIntrinsicSize: 'auto 60px', '@media (max-width: 480px)': { padding: '8px 8px 8px 12px' } },
  top: { display: 'flex', alignItems: 'center', gap: '12px' },
  who: { flex: '1 1 0', minWidth: 0, overflowWrap: 'anywhere' },
  bad: { color: tokens.colorStatusDangerForeground1 },
  strong: { fontWeight: tokens.fontWeightSemibold },
  quiet: { color: tokens.colorNeutralForeground2 },
  turned: { rotate: '180deg' },
  open: { padding: '12px 8px 8px 0' },
});

export function AllMailboxes({ mailboxes }: { mailboxes: readonly Coverage[] }) {
  const styles = useStyles();
  const bad = mailboxes.filter(({ watchedSince }) => watchedSince === null);
  const good = mailboxes.filter(({ watchedSince }) => watchedSince !== null);
  if (mailboxes.length === 0) return <p className={styles.sentence}>{words.none}</p>;
  return (
    <>
      <p className={mergeClasses(styles.sentence, bad.length > 0 && styles.bad, bad.length > 0 && styles.strong)} role="status">
        {bad.length === 0 ? words.allWatched(mailboxes.length) : words.someNot(bad.length, mailboxes.length)}
      </p>
      <ul className={styles.list}>
        {[...bad, ...good].map((one) => (
          <Row key={one.mailboxId} coverage={one} />
        ))}
      </ul>
    </>
  );
}

function Row({ coverage }: { coverage: Coverage }) {
  const styles = useStyles();
  const [open, setOpen] = useState(false);
  const id = useId();
  const { address, name, watchedSince, gaps } = coverage;
  const from = watchedSince ?? unwatchedSince(coverage);
  const unfilled = gaps.filter(({ state }) => state === 'unfilled').length;
  const state = useTimeWords((now) => {
    const moment = from === null ? '' : fromWords(new Date(from), now);
    return watchedSince === null ? watchedWords.notSince(moment) : `${watchedWords.facts.since} ${moment}`;
  });
  return (
    <li className={styles.row}>
      <div className={styles.top}>
        <div className={styles.who}>
          <span className={styles.strong}>{name.trim() || address}</span> {name.trim() !== '' && <span className={styles.quiet}>{`<${address}>`}</span>}
          <Text block size={200} className={mergeClasses(styles.quiet, watchedSince === null && styles.bad)}>
            {state} · {words.gapsOf(gaps.length)}
            {unfilled > 0 && `, ${words.unfilled(unfilled)}`}
          </Text>
        </div>
        <Button
          appearance="subtle"
          size="small"
          icon={<ChevronDownRegular className={mergeClasses(open && styles.turned)} />}
          aria-label={words.details(address)}
          aria-expanded={open}
          aria-controls={open ? id : undefined}
          onClick={() => setOpen(!open)}
        />
      </div>
      {open && (
        <div id={id} className={styles.open}>
          <MailboxWatch coverage={coverage} within={2} />
        </div>
      )}
    </li>
  );
}
