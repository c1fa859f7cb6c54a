/** One line of the feed: who, what, subject, when; what it brought about; and, opened, what proves it. */
import { Button, Link, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { ChevronDownRegular } from '@fluentui/react-icons/svg/chevron-down';
import { memo, useId, type MouseEvent } from 'react';
import type { Activity } from '../api/shapes.js';
import { FailureBar } from '../shell/Failure.js';
import { Time } from '../time/Time.js';
import { Evidence } from './Evidence.js';
import { KindIcon } from './KindIcon.js';
import { Head, Meta } from './LineWords.js';
import { mayBeMine, useMine, type OnSaid, type Said } from './mine.js';
import { Outcome } from './Outcome.js';
import { SaidMine } from './SaidMine.js';
import { feedWords } from './strings.js';

const useStyles = makeStyles({
  line: {
    position: 'relative',
    listStyleType: 'none',
    padding: '12px 12px 12px 20px',
    contentVisibility: 'auto',
    containIntrinsicSize: 'auto 68px',
    cursor: 'default',
    borderTop: `1px solid ${tokens.colorNeutralStroke3}`,
    ':first-child': { borderTopColor: 'transparent' },
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover },
    '@media (max-width: 480px)': { padding: '10px 4px 10px 12px' },
  },
  goesOn: { borderTopColor: 'transparent', paddingTop: 0, containIntrinsicSize: 'auto 36px', marginTop: '-4px' },
  arrived: {
    animationName: { from: { backgroundColor: tokens.colorBrandBackground2 }, to: { backgroundColor: 'transparent' } },
    animationDuration: '2.5s',
    animationTimingFunction: 'ease-out',
    '@media (prefers-reduced-motion: reduce)': { animationName: 'none' },
  },
  row: { display: 'flex', gap: '12px', alignItems: 'flex-start', '@media (max-width: 480px)': { gap: '8px' } },
  dot: {
    position: 'absolute',
    insetInlineStart: '6px',
    top: '24px',
    width: '8px',
    height: '8px',
    borderRadius: '50%',
    backgroundColor: tokens.colorCompoundBrandBackground,
    '@media (forced-colors: active)': { backgroundColor: 'Highlight', forcedColorAdjust: 'none' },
    '@media (max-width: 480px)': { insetInlineStart: '2px', top: '22px' },
  },
  dotGoesOn: { top: '6px' },
  body: { flex: '1 1 0', minWidth: 0 },
  top: { display: 'flex', gap: '12px', alignItems: 'flex-start', '@media (max-width: 480px)': { gap: '6px' } },
  head: { flex: '1 1 0', minWidth: 0, paddingTop: '2px' },
  text: {
    display: '-webkit-box',
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- line clamping has no other way in today's browsers
    WebkitBoxOrient: 'vertical',
    WebkitLineClamp: 3,
    overflow: 'hidden',
    overflowWrap: 'anywhere',
    lineHeight: tokens.lineHeightBase300,
  },
  open: { display: 'block' },
  quiet: { color: tokens.colorNeutralForeground2 },
  side: { display: 'flex', alignItems: 'center', gap: '4px', '@media (max-width: 480px)': { gap: 0 }, flexShrink: 0, color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200 },
  time: { whiteSpace: 'nowrap', fontVariantNumeric: 'tabular-nums' },
  chevron: { transitionProperty: 'rotate', transitionDuration: tokens.durationFaster, '@media (prefers-reduced-motion: reduce)': { transitionDuration: '0s' } },
  turned: { rotate: '180deg' },
  hidden: { position: 'absolute', width: '1px', height: '1px', overflow: 'hidden', clipPath: 'inset(50%)' },
});

interface FeedLineProps {
  readonly line: Activity;
  readonly goesOn: boolean;
  readonly isNew: boolean;
  readonly arrived: boolean;
  readonly open: boolean;
  readonly onToggle: (id: string) => void;
  readonly onChange: (line: Activity) => void;
  /** What the rep said of it just now. */
  readonly said: Said | undefined;
  readonly onSaid: OnSaid;
}

export const FeedLine = memo(function FeedLine({ line, goesOn, isNew, arrived, open, onToggle, onChange, said, onSaid }: FeedLineProps) {
  const styles = useStyles();
  const mine = useMine(line.id, onSaid);
  const evidenceId = useId();
  const headId = useId();
  const toggle = () => onToggle(line.id);
  const toggleByMouse = (event: MouseEvent<HTMLElement>) => {
    if (event.target instanceof Element && event.target.closest('a, button, input, label, [role="group"], [data-evidence]')) return;
    if (getSelection()?.isCollapsed === false) return;
    toggle();
  };
  if (said?.mine) {
    return (
      <li className={styles.line} data-line={line.id} data-said>
        <SaidMine line={line} said={said} mine={mine} />
      </li>
    );
  }
  const thisWasMe = mayBeMine(line) && (
    <Link key="mine" inline disabledFocusable={mine.busy} aria-describedby={headId} data-control="mine" onClick={() => mine.say(true)}>
      {feedWords.mine.mine}
    </Link>
  );
  return (
    <li className={mergeClasses(styles.line, goesOn && styles.goesOn, arrived && styles.arrived)} data-line={line.id} data-kind={line.kind} onClick={toggleByMouse}>
      {isNew && (
        <span className={mergeClasses(styles.dot, goesOn && styles.dotGoesOn)}>
          <span className={styles.hidden}>{feedWords.isNew}</span>
        </span>
      )}
      <div className={styles.row}>
        <KindIcon line={line} small={goesOn} />
        <div className={styles.body}>
          <div className={styles.top}>
            <div id={headId} className={mergeClasses(styles.text, styles.head, (open || line.kind === 'alarm') && styles.open)}>
              <Head line={line} short={goesOn} />
              {goesOn && thisWasMe && <span className={styles.quiet}> · {thisWasMe}</span>}
            </div>
            <div className={styles.side}>
              <Time at={line.at} className={styles.time} />
              <Button
                appearance="subtle"
                size="small"
                icon={<ChevronDownRegular className={mergeClasses(styles.chevron, open && styles.turned)} />}
                aria-label={open ? feedWords.hide : feedWords.details}
                aria-describedby={headId}
                aria-expanded={open}
                aria-controls={open ? evidenceId : undefined}
                data-control="details"
                onClick={toggle}
              />
            </div>
          </div>
          {!goesOn && <Meta line={line} open={open} action={thisWasMe} />}
          {mine.error && <FailureBar error={mine.error} />}
          <Outcome line={line} open={open} evidenceId={evidenceId} onToggle={toggle} onChange={onChange} />
        </div>
      </div>
      {open && <Evidence id={evidenceId} line={line} onChange={onChange} />}
    </li>
  );
});
