/**
 * Advice beside a mail's text. It is made when somebody stops typing, not on every key, stands below
 * the text so that nothing moves under whoever types, and tells a screen reader only when what is
 * advised has changed. What one press does can be taken back by another.
 */
import { Button, Link, makeStyles, Text, tokens } from '@fluentui/react-components';
import { LightbulbRegular } from '@fluentui/react-icons/svg/lightbulb';
import { useEffect, useRef, useState } from 'react';
import type { Tip } from '../../../connector/tips/draft.js';
import type { CampaignMode } from '../api/shapes.js';
import { campaignWords } from './strings.js';
import type * as Making from './tips-of.js';

const words = campaignWords.tips;
/** Whoever stops for so long is not in the middle of a word. */
const THOUGHT_MS = 900;

const NARROW = '@media (max-width: 480px)';

const useStyles = makeStyles({
  frame: { display: 'flex', flexDirection: 'column', gap: '6px', overflowWrap: 'anywhere' },
  list: { display: 'flex', flexDirection: 'column', margin: 0, padding: 0 },
  tip: { listStyleType: 'none', display: 'flex', alignItems: 'flex-start', gap: '4px 8px', [NARROW]: { flexWrap: 'wrap' } },
  icon: { display: 'flex', flexShrink: 0, fontSize: '16px', marginTop: '4px', color: tokens.colorNeutralForeground2 },
  says: { flex: '1 1 0', paddingBlock: '4px', minWidth: 'min(200px, 70%)', color: tokens.colorNeutralForeground2 },
  remedy: { flexShrink: 0, [NARROW]: { marginInlineStart: '24px' } },
  hidden: { position: 'absolute', width: '1px', height: '1px', overflow: 'hidden', clipPath: 'inset(50%)' },
});

type Maker = typeof Making;

interface TipsProps {
  readonly body: string;
  readonly mode: CampaignMode;
  /** For whom reads with a screen reader: "Mail 2". */
  readonly mail: string;
  readonly onChange: (body: string) => void;
}

export function Tips({ body, mode, mail, onChange }: TipsProps) {
  const styles = useStyles();
  const [maker, setMaker] = useState<Maker | null>(null);
  const [tips, setTips] = useState<readonly Tip[]>([]);
  /** The text before the last press, and after it. */
  const [done, setDone] = useState<{ readonly before: string; readonly after: string } | null>(null);
  const frame = useRef<HTMLDivElement>(null);

  useEffect(() => {
    let gone = false;
    // Without advice the mail is written all the same.
    import('./tips-of.js').then((loaded) => !gone && setMaker(loaded)).catch(() => undefined);
    return () => {
      gone = true;
    };
  }, []);
  useEffect(() => {
    if (maker === null) return undefined;
    const timer = setTimeout(() => setTips(body.trim() === '' ? [] : maker.tipsOf(body, mode)), THOUGHT_MS);
    return () => clearTimeout(timer);
  }, [maker, body, mode]);

  const apply = (remedy: NonNullable<Tip['remedy']>) => {
    if (maker === null) return;
    const after = maker.remedied(body, mode, remedy);
    onChange(after);
    setTips(maker.tipsOf(after, mode));
    setDone({ before: body, after });
    frame.current?.focus();
  };
  const canUndo = done !== null && done.after === body;

  return (
    <div ref={frame} tabIndex={-1} style={{ outline: 'none' }} className={styles.frame} role="group" aria-label={words.title(mail)} data-tips>
      <div className={styles.hidden} role="status">
        {tips.length > 0 && words.count(tips.length, mail)}
      </div>
      {tips.length > 0 && (
        <ul className={styles.list}>
          {tips.map((tip, index) => (
            <li key={`${tip.code} ${index}`} className={styles.tip} data-tip={tip.code}>
              <span className={styles.icon}>
                <LightbulbRegular aria-hidden />
              </span>
              <Text size={200} className={styles.says}>
                {tip.says}
              </Text>
              {tip.remedy && <Remedied remedy={tip.remedy} onApply={apply} className={styles.remedy} />}
            </li>
          ))}
        </ul>
      )}
      {canUndo && (
        <Text size={200} role="status">
          {words.done}{' '}
          <Link
            inline
            onClick={() => {
              onChange(done.before);
              setDone(null);
              frame.current?.focus();
            }}
          >
            {words.undo}
          </Link>
        </Text>
      )}
    </div>
  );
}

function Remedied({ remedy, onApply, className }: { remedy: NonNullable<Tip['remedy']>; onApply: (remedy: NonNullable<Tip['remedy']>) => void; className: string }) {
  return (
    <Button size="small" className={className} onClick={() => onApply(remedy)}>
      {remedy.label}
    </Button>
  );
}
