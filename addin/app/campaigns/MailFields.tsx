/** One mail of a campaign being made: its day, subject and text. */
import { Button, Field, Input, makeStyles, Text, Textarea, tokens, type FieldProps } from '@fluentui/react-components';
import { DeleteRegular } from '@fluentui/react-icons/svg/delete';
import { useRef } from 'react';
import { flushSync } from 'react-dom';
import type { CampaignMode } from '../api/shapes.js';
import { surface } from '../surface.js';
import type { DraftMail } from './draft.js';
import { campaignWords } from './strings.js';
import { Tips } from './Tips.js';

const words = campaignWords.create;
const FILL_IN = ['{{first_name}}', '{{name}}', '{{address}}', '{{privacy_link}}'];

const useStyles = makeStyles({
  mail: {
    display: 'grid',
    gridTemplateColumns: '96px minmax(0, 1fr)',
    gap: '12px 16px',
    alignItems: 'start',
    margin: 0,
    padding: '16px 20px 20px',
    ...surface,
    minWidth: 0,
    '@media (max-width: 560px)': { padding: '12px' },
    '@media (max-width: 400px)': { gridTemplateColumns: 'minmax(0, 1fr)' },
  },
  head: { gridColumnStart: 1, gridColumnEnd: -1, display: 'flex', alignItems: 'center', gap: '4px 12px', flexWrap: 'wrap' },
  hint: { color: tokens.colorNeutralForeground2 },
  remove: { marginInlineStart: 'auto' },
  wide: { gridColumnStart: 1, gridColumnEnd: -1, minWidth: 0 },
  field: { minWidth: 0 },
  control: { minWidth: 0, width: '100%' },
  fill: { gridColumnStart: 1, gridColumnEnd: -1, display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: '6px', color: tokens.colorNeutralForeground2 },
  token: { minWidth: 0, fontFamily: tokens.fontFamilyMonospace, fontWeight: tokens.fontWeightRegular },
});

interface MailFieldsProps {
  readonly mail: DraftMail;
  readonly number: number;
  readonly mode: CampaignMode;
  /** It was added just now: whoever asked for it goes on writing here. */
  readonly isAdded: boolean;
  readonly problemOf: (field: 'day' | 'subject' | 'body') => Pick<FieldProps, 'validationMessage' | 'validationState'>;
  readonly onChange: (mail: DraftMail) => void;
  /** Absent: the only mail stays. */
  readonly onRemove: (() => void) | undefined;
}

export function MailFields({ mail, number, mode, isAdded, problemOf, onChange, onRemove }: MailFieldsProps) {
  const styles = useStyles();
  const text = useRef<HTMLTextAreaElement>(null);

  const insert = (field: string) => {
    const area = text.current;
    const at = area?.selectionStart ?? mail.body.length;
    const end = area?.selectionEnd ?? at;
    // At once: later, the focus would be taken from whoever went on to another field.
    flushSync(() => onChange({ ...mail, body: mail.body.slice(0, at) + field + mail.body.slice(end) }));
    area?.focus();
    area?.setSelectionRange(at + field.length, at + field.length);
  };

  return (
    <div className={styles.mail} role="group" aria-labelledby={`mail-${mail.key}`}>
      <div className={styles.head}>
        <Text as="h2" id={`mail-${mail.key}`} weight="semibold" size={400}>
          {words.mail(number)}
        </Text>
        {number === 1 && (
          <Text size={200} className={styles.hint}>
            {words.dayHint}
          </Text>
        )}
        {onRemove && <Button appearance="subtle" className={styles.remove} icon={<DeleteRegular />} aria-label={words.removeMail(number)} onClick={onRemove} />}
      </div>
      <Field className={styles.field} label={words.day} required {...problemOf('day')}>
        <Input className={styles.control} type="number" min={1} max={365} value={mail.day} onChange={(_, { value }) => onChange({ ...mail, day: value })} />
      </Field>
      <Field className={styles.field} label={words.subject} required {...problemOf('subject')}>
        <Input className={styles.control} value={mail.subject} onChange={(_, { value }) => onChange({ ...mail, subject: value })} autoFocus={isAdded} dir="auto" />
      </Field>
      <Field className={styles.wide} label={words.body} required {...problemOf('body')}>
        <Textarea ref={text} value={mail.body} onChange={(_, { value }) => onChange({ ...mail, body: value })} resize="vertical" textarea={{ rows: 7, dir: 'auto' }} />
      </Field>
      <div className={styles.wide}>
        <Tips body={mail.body} mode={mode} mail={words.mail(number)} onChange={(body) => onChange({ ...mail, body })} />
      </div>
      <div className={styles.fill}>
        <Text size={200}>{words.fields}</Text>
        {FILL_IN.map((field) => (
          <Button key={field} className={styles.token} size="small" appearance="outline" aria-label={words.insert(field)} onClick={() => insert(field)}>
            {field}
          </Button>
        ))}
        {number === 1 && <Text size={200}>{words.fieldsHint}</Text>}
      </div>
    </div>
  );
}
