/**
 * The way to every page. What a rep looks at every day stands in the bar; what is looked at now and
 * then, and settings, stand behind "More", which on a narrow page also takes in what the bar has no
 * room for. The page one is on is marked in the bar, on "More", and in it.
 */
import { Button, makeStyles, Menu, MenuDivider, MenuGroup, MenuGroupHeader, MenuItemLink, MenuList, MenuPopover, MenuTrigger, mergeClasses, tokens } from '@fluentui/react-components';
import { CalendarCancelRegular } from '@fluentui/react-icons/svg/calendar-cancel';
import { ChevronDownRegular } from '@fluentui/react-icons/svg/chevron-down';
import { DocumentTextRegular } from '@fluentui/react-icons/svg/document-text';
import { EyeRegular } from '@fluentui/react-icons/svg/eye';
import { MoreHorizontalRegular } from '@fluentui/react-icons/svg/more-horizontal';
import { PhoneLaptopRegular } from '@fluentui/react-icons/svg/phone-laptop';
import { SettingsRegular } from '@fluentui/react-icons/svg/settings';
import { ShieldRegular } from '@fluentui/react-icons/svg/shield';
import type { JSX } from 'react';
import { addressOf, leadTo, type Section } from '../address.js';
import type { Me } from '../api/shapes.js';
import { shellWords } from './strings.js';

const NARROW = '@media (max-width: 560px)';
const NARROWEST = '@media (max-width: 380px)';

const IN_BAR = ['feed', 'mails', 'campaigns', 'content', 'held'] as const;
/** In the bar where it has room, else behind "More". */
const SOMETIMES = 'held' satisfies Section;
/** Behind "More" on the narrowest only. */
const OFTEN = 'content' satisfies Section;

interface Setting {
  readonly page: Exclude<Section, (typeof IN_BAR)[number]>;
  readonly icon: JSX.Element;
  /** Also for administrators without a mailbox. */
  readonly withoutMailbox: boolean;
}

/** Pages with settings, in the order of the menu. */
const SETTINGS: readonly Setting[] = [
  { page: 'watched', icon: <EyeRegular />, withoutMailbox: true },
  { page: 'devices', icon: <PhoneLaptopRegular />, withoutMailbox: false },
  { page: 'rules', icon: <SettingsRegular />, withoutMailbox: true },
  { page: 'privacy', icon: <ShieldRegular />, withoutMailbox: true },
];

const useStyles = makeStyles({
  sections: { display: 'flex', flexGrow: 1, alignSelf: 'stretch', minWidth: 0 },
  section: {
    display: 'flex',
    alignItems: 'center',
    padding: '0 10px',
    [NARROWEST]: { padding: '0 7px' },
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
  notNarrowest: { [NARROWEST]: { display: 'none' } },
  narrowest: { display: 'none', [NARROWEST]: { display: 'flex' } },
  wide: { [NARROW]: { display: 'none' } },
  narrow: { display: 'none', [NARROW]: { display: 'block' } },
  more: { display: 'flex', alignItems: 'center', borderBottom: '3px solid transparent', borderTop: '3px solid transparent' },
  moreCurrent: { borderBottomColor: tokens.colorCompoundBrandStroke, '@media (forced-colors: active)': { borderBottomColor: 'Highlight' } },
  moreCurrentNarrow: { [NARROW]: { borderBottomColor: tokens.colorCompoundBrandStroke } },
  moreCurrentNarrowest: { [NARROWEST]: { borderBottomColor: tokens.colorCompoundBrandStroke } },
  moreButton: { minWidth: 0, gap: '4px', fontWeight: tokens.fontWeightRegular, color: tokens.colorNeutralForeground2, padding: '5px 8px' },
  here: { fontWeight: tokens.fontWeightSemibold },
});

export function Sections({ me, section }: { me: Me; section: Section | null }) {
  const styles = useStyles();
  const inMenu = SETTINGS.find(({ page }) => page === section);
  const here = section !== null && (inMenu !== undefined || section === SOMETIMES || section === OFTEN);
  const current = (page: Section) => (page === section ? ('page' as const) : undefined);
  const hasMenu = me.mailbox !== null || me.rep.role === 'administrator';
  return (
    <nav aria-label={shellWords.sections} className={styles.sections}>
      {IN_BAR.map((page) => (
        <a key={page} {...leadTo(addressOf({ page }))} className={mergeClasses(styles.section, page === SOMETIMES && styles.wide, page === OFTEN && styles.notNarrowest, page === section && styles.current)} aria-current={current(page)}>
          {shellWords.pages[page]}
        </a>
      ))}
      {hasMenu && (
        <span className={mergeClasses(styles.more, inMenu && styles.moreCurrent, section === SOMETIMES && styles.moreCurrentNarrow, section === OFTEN && styles.moreCurrentNarrowest)}>
          <Menu inline>
            <MenuTrigger disableButtonEnhancement>
              <Button appearance="transparent" className={styles.moreButton} title={shellWords.more} aria-label={here ? shellWords.moreNow(shellWords.pages[section]) : shellWords.more}>
                <span className={mergeClasses(styles.wide, inMenu && styles.here)}>{shellWords.more}</span>
                <ChevronDownRegular className={styles.wide} />
                <MoreHorizontalRegular className={styles.narrow} />
              </Button>
            </MenuTrigger>
            <MenuPopover>
              <MenuList>
                <div className={styles.narrow}>
                  <MenuItemLink icon={<DocumentTextRegular />} {...leadTo(addressOf({ page: OFTEN }))} aria-current={current(OFTEN)} className={mergeClasses(styles.narrowest, section === OFTEN && styles.here)}>
                    {shellWords.pages[OFTEN]}
                  </MenuItemLink>
                  <MenuItemLink icon={<CalendarCancelRegular />} {...leadTo(addressOf({ page: SOMETIMES }))} aria-current={current(SOMETIMES)} className={mergeClasses(section === SOMETIMES && styles.here)}>
                    {shellWords.pages[SOMETIMES]}
                  </MenuItemLink>
                  <MenuDivider />
                </div>
                <MenuGroup>
                  <MenuGroupHeader>{shellWords.settings}</MenuGroupHeader>
                  {SETTINGS.filter(({ withoutMailbox }) => withoutMailbox || me.mailbox !== null).map(({ page, icon }) => (
                    <MenuItemLink key={page} icon={icon} {...leadTo(addressOf({ page }))} aria-current={current(page)} className={mergeClasses(page === section && styles.here)}>
                      {shellWords.pages[page]}
                    </MenuItemLink>
                  ))}
                </MenuGroup>
              </MenuList>
            </MenuPopover>
          </Menu>
        </span>
      )}
    </nav>
  );
}
