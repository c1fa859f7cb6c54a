/** Top of every page: product, sections, whether replies are being watched, the account. */
import { makeStyles, Text, tokens } from '@fluentui/react-components';
import type { Section } from '../address.js';
import type { Me } from '../api/shapes.js';
import { Account } from './Account.js';
import { Mark } from './Mark.js';
import { Sections } from './Sections.js';
import { shellWords } from './strings.js';
import { WatchSign } from './WatchSign.js';

/** Narrower than this, the sign of watching has a row of its own. */
const NARROW = '@media (max-width: 860px)';

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
  product: { display: 'flex', alignItems: 'center', gap: '8px', marginInlineEnd: '8px', '@media (max-width: 380px)': { display: 'none' } },
  productName: { '@media (max-width: 1000px)': { position: 'absolute', width: '1px', height: '1px', overflow: 'hidden', clipPath: 'inset(50%)' } },
  watchWide: { [NARROW]: { display: 'none' } },
  watchNarrow: { display: 'none', padding: '0 8px 6px 12px', [NARROW]: { display: 'flex' } },
});

export function Header({ me, section }: { me: Me; section: Section | null }) {
  const styles = useStyles();
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
        <Sections me={me} section={section} />
        {me.mailbox && <WatchSign mailbox={me.mailbox} className={styles.watchWide} />}
        <Account me={me} />
      </div>
      {me.mailbox && <WatchSign mailbox={me.mailbox} className={styles.watchNarrow} />}
    </header>
  );
}
