/** What is being uploaded, with a number each. */
import { Button, makeStyles, ProgressBar, Text, tokens } from '@fluentui/react-components';
import { CheckmarkCircleRegular } from '@fluentui/react-icons/svg/checkmark-circle';
import { DismissRegular } from '@fluentui/react-icons/svg/dismiss';
import { ErrorCircleRegular } from '@fluentui/react-icons/svg/error-circle';
import { explain } from '../shell/Failure.js';
import { surface } from '../surface.js';
import { documentWords, sizeWords } from './strings.js';
import type { UploadItem, Uploads } from './useUploads.js';

const words = documentWords.uploads;

const useStyles = makeStyles({
  frame: { ...surface, margin: '0 0 16px', padding: '12px 16px' },
  head: { display: 'flex', alignItems: 'center', justifyContent: 'space-between', minHeight: '32px' },
  heading: { margin: 0, fontSize: tokens.fontSizeBase300, fontWeight: tokens.fontWeightSemibold },
  list: { margin: 0, padding: 0 },
  item: { listStyleType: 'none', display: 'grid', gridTemplateColumns: '20px minmax(0, 1fr) auto', gap: '2px 10px', alignItems: 'center', padding: '6px 0' },
  sign: { display: 'flex', fontSize: '20px' },
  done: { color: tokens.colorStatusSuccessForeground1 },
  failed: { color: tokens.colorStatusDangerForeground1 },
  name: { overflowWrap: 'anywhere' },
  quiet: { color: tokens.colorNeutralForeground2, fontVariantNumeric: 'tabular-nums' },
  bar: { gridColumn: '2 / 3' },
  says: { gridColumn: '2 / 4', overflowWrap: 'anywhere' },
});

export function UploadList({ uploads }: { uploads: Uploads }) {
  const styles = useStyles();
  if (uploads.items.length === 0) return null;
  return (
    <section className={styles.frame} aria-labelledby="uploads">
      <div className={styles.head}>
        <h2 id="uploads" className={styles.heading}>
          {words.title}
        </h2>
        {uploads.items.some(({ state }) => state === 'done') && (
          <Button size="small" appearance="subtle" onClick={uploads.clear}>
            {words.dismissAll}
          </Button>
        )}
      </div>
      <ul className={styles.list} aria-live="polite">
        {uploads.items.map((item) => (
          <Item key={item.key} item={item} uploads={uploads} />
        ))}
      </ul>
    </section>
  );
}

function Item({ item: { key, file, state, part, error }, uploads }: { item: UploadItem; uploads: Uploads }) {
  const styles = useStyles();
  const underWay = state === 'sending' || state === 'waiting';
  return (
    <li className={styles.item} data-upload={state}>
      <span className={styles.sign}>
        {state === 'done' && <CheckmarkCircleRegular className={styles.done} aria-label={words.done} />}
        {state === 'failed' && <ErrorCircleRegular className={styles.failed} aria-hidden />}
      </span>
      <span className={styles.name}>
        <bdi>{file.name}</bdi> <span className={styles.quiet}>{state === 'sending' ? words.sending(Math.round(part * 100)) : state === 'waiting' ? words.waiting : sizeWords(file.size)}</span>
      </span>
      <Button
        size="small"
        appearance="subtle"
        icon={<DismissRegular />}
        aria-label={underWay ? words.cancel(file.name) : words.dismiss(file.name)}
        onClick={() => uploads.remove(key)}
      />
      {underWay && <ProgressBar className={styles.bar} value={part} aria-label={file.name} />}
      {error && (
        <Text className={styles.says} role="alert">
          {explain(error).says}{' '}
          {error.code !== 'DOCUMENT_TOO_LARGE' && (
            <Button size="small" onClick={() => uploads.retry(key)}>
              {words.retry}
            </Button>
          )}
        </Text>
      )}
    </li>
  );
}
