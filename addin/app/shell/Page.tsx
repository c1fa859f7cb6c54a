/** One page: its heading, its width, its title in the browser; going there moves the focus to it. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { useEffect, useRef, type ReactNode } from 'react';
import { shellWords } from './strings.js';

const useStyles = makeStyles({
  page: { boxSizing: 'border-box', width: '100%', maxWidth: '800px', margin: '0 auto', padding: '24px 16px 64px', '@media (max-width: 480px)': { padding: '12px 8px 48px' } },
  wide: { maxWidth: '1120px' },
  head: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', justifyContent: 'space-between', gap: '8px 16px', margin: '0 8px 12px' },
  heading: {
    margin: 0,
    fontSize: tokens.fontSizeBase600,
    lineHeight: tokens.lineHeightBase600,
    fontWeight: tokens.fontWeightSemibold,
    outlineStyle: 'none',
    overflowWrap: 'anywhere',
    minWidth: 0,
    '@media (max-width: 480px)': { fontSize: tokens.fontSizeBase500, lineHeight: tokens.lineHeightBase500 },
  },
  before: { margin: '0 8px 4px' },
});

/** The first page of a visit leaves the focus where the browser put it. */
let visited = false;

interface PageProps {
  readonly title: string;
  /** Beside the heading. */
  readonly aside?: ReactNode;
  /** Above the heading: the way back. */
  readonly before?: ReactNode;
  readonly wide?: boolean;
  readonly children: ReactNode;
}

export function Page({ title, aside, before, wide = false, children }: PageProps) {
  const styles = useStyles();
  const heading = useRef<HTMLHeadingElement>(null);

  useEffect(() => {
    if (visited) heading.current?.focus({ preventScroll: true });
    visited = true;
  }, []);
  useEffect(() => {
    document.title = `${title} · ${shellWords.product}`;
  }, [title]);

  return (
    <main id="page" className={mergeClasses(styles.page, wide && styles.wide)}>
      {before && <div className={styles.before}>{before}</div>}
      <div className={styles.head}>
        <h1 ref={heading} tabIndex={-1} className={styles.heading} dir="auto">
          {title}
        </h1>
        {aside}
      </div>
      {children}
    </main>
  );
}
