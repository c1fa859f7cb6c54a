/** Top of every page: product, sections, whether replies are being watched, the account. */
import {
  Button,
  makeStyles,
  Menu,
  MenuDivider,
  MenuItem,
  MenuItemLink,
  MenuList,
  MenuPopover,
  MenuTrigger,
  mergeClasses,
  Text,
  tokens,
} from '@fluentui/react-components';
import { EyeRegular } from '@fluentui/react-icons/svg/eye';
import { SettingsRegular } from '@fluentui/react-icons/svg/settings';
import { SignOutRegular } from '@fluentui/react-icons/svg/sign-out';
import { WarningFilled } from '@fluentui/react-icons/svg/warning';
import { useState } from 'react';
import { addressOf, leadTo, type Section } from '../address.js';
import { useLoad } from '../api/load.js';
import type { Me } from '../api/shapes.js';
import { useTimeWords } from '../time/Time.js';
import { exactWords, sinceWords } from '../time/words.js';
import { loadCoverage, unwatchedSince } from '../watched/api.js';
import { Mark } from './Mark.js';
import { signOut } from './sign-out.js';
import { shellWords } from './strings.js';

const NARROW = '@media (max-width: 640px)';
const NARROWEST = '@media (max-width: 380px)';

const useStyles = makeStyles({
  skip: {
    position: 'absolute',
    insetInlineStart: '8px',
    top: '-64px',
    zIndex: 2,
    padding: '8px 12px',
    backgroundColor: tokens.colorNeutralBackground1,
    color: tokens.colorBrandForeground1,
    ':focus': { top: '8px' },
  },
  bar: {
    position: 'sticky',
    top: 0,
    zIndex: 1,
    backgroundColor: tokens.colorNeutralBackground1,
    boxShadow: `0 1px 0 ${tokens.colorNeutralStroke2}`,
  },
  inner: {
    display: 'flex',
    alignItems: 'center',
    gap: '16px',
    boxSizing: 'border-box',
    maxWidth: '1120px',
    minHeight: '48px',
    margin: '0 auto',
    padding: '0 16px',
    [NARROW]: { padding: '0 8px', gap: '4px' },
  },
  product: { display: 'flex', alignItems: 'center', gap: '8px', marginInlineEnd: '8px', [NARROWEST]: { marginInlineEnd: 0 } },
  productName: { '@media (max-width: 760px)': { position: 'absolute', width: '1px', height: '1px', overflow: 'hidden', clipPath: 'inset(50%)' } },
  sections: { display: 'flex', flexGrow: 1, alignSelf: 'stretch' },
  section: {
    display: 'flex',
    alignItems: 'center',
    padding: '0 10px',
    [NARROWEST]: { padding: '0 4px' },
    color: tokens.colorNeutralForeground2,
    textDecorationLine: 'none',
    whiteSpace: 'nowrap',
    borderBottom: '3px solid transparent',
    borderTop: '3px solid transparent',
    '@media (forced-colors: active)': { borderTopColor: 'Canvas', borderBottomColor: 'Canvas' },
    ':hover': { color: tokens.colorNeutralForeground1, borderBottomColor: tokens.colorNeutralStroke1Hover },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px', borderRadius: '4px' },
  },
  current: { color: tokens.colorNeutralForeground1, fontWeight: tokens.fontWeightSemibold, borderBottomColor: tokens.colorCompoundBrandStroke, ':hover': { borderBottomColor: tokens.colorCompoundBrandStroke }, '@media (forced-colors: active)': { borderBottomColor: 'Highlight' } },
  watch: { display: 'flex', alignItems: 'center', gap: '6px', color: tokens.colorNeutralForeground2, whiteSpace: 'nowrap' },
  watchLink: { textDecorationLine: 'none', borderRadius: tokens.borderRadiusMedium, ':hover': { color: tokens.colorNeutralForeground1, textDecorationLine: 'underline' }, ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '2px' } },
  warning: { color: tokens.colorStatusDangerForeground1, fontWeight: tokens.fontWeightSemibold, ':hover': { color: tokens.colorStatusDangerForeground1 } },
  watchWide: { [NARROW]: { display: 'none' } },
  watchNarrow: {
    display: 'none',
    padding: '0 8px 6px 12px',
    [NARROW]: { display: 'flex' },
  },
  initials: {
    display: 'grid',
    placeItems: 'center',
    flexShrink: 0,
    width: '28px',
    height: '28px',
    borderRadius: '50%',
    fontSize: tokens.fontSizeBase100,
    fontWeight: tokens.fontWeightSemibold,
    color: tokens.colorNeutralForegroundOnBrand,
    backgroundColor: tokens.colorBrandBackground,
  },
  who: { display: 'flex', flexDirection: 'column', gap: '2px', padding: '8px 12px', overflowWrap: 'anywhere', maxWidth: '260px' },
  quiet: { color: tokens.colorNeutralForeground2 },
});

export function Header({ me, section }: { me: Me; section: Section | null }) {
  const styles = useStyles();
  const sections = [
    { key: 'feed', label: shellWords.feed, address: addressOf({ page: 'feed' }) },
    { key: 'campaigns', label: shellWords.campaigns, address: addressOf({ page: 'campaigns' }) },
    { key: 'held', label: shellWords.held, address: addressOf({ page: 'held' }) },
  ] as const;
  return (
    <header className={styles.bar}>
      <a className={styles.skip} href="#page">
        {shellWords.skip}
      </a>
      <div className={styles.inner}>
        <div className={styles.product}>
          <Mark />
          <Text className={styles.productName} weight="semibold" size={400}>
            {shellWords.product}
          </Text>
        </div>
        <nav aria-label={shellWords.sections} className={styles.sections}>
          {sections.map(({ key, label, address }) => (
            <a key={key} {...leadTo(address)} className={mergeClasses(styles.section, key === section && styles.current)} aria-current={key === section ? 'page' : undefined}>
              {label}
            </a>
          ))}
        </nav>
        {me.mailbox && <Watch mailbox={me.mailbox} className={styles.watchWide} />}
        <Account me={me} />
      </div>
      {me.mailbox && <Watch mailbox={me.mailbox} className={styles.watchNarrow} />}
    </header>
  );
}

function Watch({ mailbox, className }: { mailbox: NonNullable<Me['mailbox']>; className: string | undefined }) {
  const styles = useStyles();
  const date = mailbox.watchedSince === null ? null : new Date(mailbox.watchedSince);
  const since = useTimeWords((now) => (date ? sinceWords(date, now) : ''));
  const link = leadTo(addressOf({ page: 'watched' }));
  if (date === null) return <NotWatched mailboxId={mailbox.id} className={className} />;
  return (
    <a {...link} className={mergeClasses(styles.watch, styles.watchLink, className)} title={exactWords(date)} data-watched="yes">
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
    <a {...leadTo(addressOf({ page: 'watched' }))} className={mergeClasses(styles.watch, styles.watchLink, styles.warning, className)} data-watched="no">
      <WarningFilled aria-hidden />
      <Text size={200} weight="semibold">
        {words}
      </Text>
    </a>
  );
}

function Account({ me }: { me: Me }) {
  const styles = useStyles();
  const [failed, setFailed] = useState(false);
  const initials = initialsOf(me.rep.name);
  const hasPages = me.mailbox !== null || me.rep.role === 'administrator';
  return (
    <Menu inline>
      <MenuTrigger disableButtonEnhancement>
        <Button appearance="transparent" icon={<span className={styles.initials}>{initials}</span>} aria-label={shellWords.account(me.rep.name, initials)} />
      </MenuTrigger>
      <MenuPopover>
        <div className={styles.who}>
          <Text weight="semibold">{me.rep.name}</Text>
          <Text size={200}>{me.rep.address}</Text>
          <Text size={200} className={styles.quiet}>
            {shellWords.roles[me.rep.role]} · {shellWords.team(me.team.name)}
          </Text>
        </div>
        <MenuList>
          <MenuDivider />
          {hasPages && (
            <MenuItemLink icon={<EyeRegular />} {...leadTo(addressOf({ page: 'watched' }))}>
              {shellWords.watched}
            </MenuItemLink>
          )}
          {hasPages && (
            <MenuItemLink icon={<SettingsRegular />} {...leadTo(addressOf({ page: 'rules' }))}>
              {shellWords.rules}
            </MenuItemLink>
          )}
          <MenuItem
            icon={<SignOutRegular />}
            persistOnClick
            onClick={() => {
              setFailed(false);
              signOut(me.signOut).catch(() => setFailed(true));
            }}
          >
            {failed ? shellWords.signOutFailed : shellWords.signOut}
          </MenuItem>
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}

function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  return ends.map((word) => String.fromCodePoint(word?.codePointAt(0) ?? 0x20)).join('').trim().toUpperCase();
}
