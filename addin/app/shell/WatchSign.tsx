/** Whether replies are being watched, on every page, and the way to what is known about it. */
import { makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components';
import { EyeRegular } from '@fluentui/react-icons/svg/eye';
import { WarningFilled } from '@fluentui/react-icons/svg/warning';
import { addressOf, leadTo } from '../address.js';
import { useLoad } from '../api/load.js';
import type { Me } from '../api/shapes.js';
import { useTimeWords } from '../time/Time.js';
import { exactWords, sinceWords } from '../time/words.js';
import { loadCoverage, unwatchedSince } from '../watched/api.js';
import { shellWords } from './strings.js';

const useStyles = makeStyles({
  watch: { display: 'flex', alignItems: 'center', gap: '6px', color: tokens.colorNeutralForeground2, whiteSpace: 'nowrap', textDecorationLine: 'none', borderRadius: tokens.borderRadiusMedium, ':hover': { color: tokens.colorNeutralForeground1, textDecorationLine: 'underline' }, ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '2px' } },
  warning: { color: tokens.colorStatusDangerForeground1, fontWeight: tokens.fontWeightSemibold, ':hover': { color: tokens.colorStatusDangerForeground1 } },
});

export function WatchSign({ mailbox, className }: { mailbox: NonNullable<Me['mailbox']>; className: string | undefined }) {
  const styles = useStyles();
  const date = mailbox.watchedSince === null ? null : new Date(mailbox.watchedSince);
  const since = useTimeWords((now) => (date ? sinceWords(date, now) : ''));
  const link = leadTo(addressOf({ page: 'watched' }));
  if (date === null) return <NotWatched mailboxId={mailbox.id} className={className} />;
  return (
    <a {...link} className={mergeClasses(styles.watch, className)} title={exactWords(date)} data-watched="yes">
      <EyeRegular aria-hidden />
      <Text size={200}>{shellWords.watchedSince(since)}</Text>
    </a>
  );
}

/** Red, with the moment since when as soon as it is known, and the way to what to do. */
function NotWatched({ mailboxId, className }: { mailboxId: string; className: string | undefined }) {
  const styles = useStyles();
  const { loaded } = useLoad(loadCoverage);
  const own = loaded.state === 'ready' ? loaded.data.find((one) => one.mailboxId === mailboxId) : undefined;
  const from = own ? unwatchedSince(own) : null;
  const words = useTimeWords((now) => (from === null ? shellWords.notWatched : shellWords.notWatchedSince(sinceWords(new Date(from), now))));
  return (
    <a {...leadTo(addressOf({ page: 'watched' }))} className={mergeClasses(styles.watch, styles.warning, className)} data-watched="no">
      <WarningFilled aria-hidden />
      <Text size={200} weight="semibold">
        {words}
      </Text>
    </a>
  );
}
