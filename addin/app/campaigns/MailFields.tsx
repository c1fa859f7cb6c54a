/** One mail of a campaign being made: its day, subject and text. */
import { Button, Field, Input, makeStyles, Text, Textarea, tokens, Tooltip, type FieldProps } from '@fluentui/react-components';
import { DeleteRegular } from '@fluentui/react-icons/svg/delete';
import { DocumentAddRegular } from '@fluentui/react-icons/svg/document-add';
import { LockClosedRegular } from '@fluentui/react-icons/svg/lock-closed';
import { useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import type { CampaignMode, Me } from '../api/shapes.js';
import { ContentPicker } from '../documents/ContentPicker.js';
import { MailDocuments } from '../documents/MailDocuments.js';
import { pickerWords } from '../documents/picker-strings.js';
import { surface } from '../surface.js';
import { documentsOf, placeDocument, withoutDocument } from './document-fields.js';
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
  readonly team: Me['team'];
  /** It was added just now: whoever asked for it goes on writing here. */
  readonly isAdded: boolean;
  readonly problemOf: (field: 'day' | 'subject' | 'body') => Pick<FieldProps, 'validationMessage' | 'validationState'>;
  readonly onChange: (mail: DraftMail) => void;
  /** Absent: the only mail stays. */
  readonly onRemove: (() => void) | undefined;
}

export function MailFields({ mail, number, mode, team, isAdded, problemOf, onChange, onRemove }: MailFieldsProps) {
  const styles = useStyles();
  const text = useRef<HTMLTextAreaElement>(null);

  const [choosing, setChoosing] = useState(false);

  /** Before, the browser's cursor is at the start, and no place anybody chose. */
  const wasInText = useRef(false);
  const marked = (): readonly [number, number] => {
    const area = text.current;
    return area && wasInText.current ? [area.selectionStart, area.selectionEnd] : [mail.body.length, mail.body.length];
  };
  const goOnAt = (at: number) => {
    text.current?.focus();
    text.current?.setSelectionRange(at, at);
  };
  const insert = (field: string) => {
    const [at, end] = marked();
    // At once: later, the focus would be taken from whoever went on to another field.
    flushSync(() => onChange({ ...mail, body: mail.body.slice(0, at) + field + mail.body.slice(end) }));
    goOnAt(at + field.length);
  };
  const addDocument = (id: string) => {
    const placed = placeDocument(mail.body, id, ...marked());
    flushSync(() => {
      setChoosing(false);
      onChange({ ...mail, body: placed.body });
    });
    // After the dialog has given the focus back.
    requestAnimationFrame(() => goOnAt(placed.cursor));
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
        <Textarea ref={text} value={mail.body} onChange={(_, { value }) => onChange({ ...mail, body: value })} resize="vertical" textarea={{ rows: 7, dir: 'auto', onFocus: () => (wasInText.current = true) }} />
      </Field>
      <div className={styles.wide}>
        <Tooltip relationship="description" content={team.plan === 'team' ? pickerWords.says : pickerWords.locked}>
          <Button icon={team.plan === 'team' ? <DocumentAddRegular /> : <LockClosedRegular />} onClick={() => setChoosing(true)}>
            {pickerWords.open}
          </Button>
        </Tooltip>
        {choosing && <ContentPicker team={team} onAdd={addDocument} onClose={() => setChoosing(false)} />}
      </div>
      <div className={styles.wide}>
        <MailDocuments ids={documentsOf(mail.body)} mail={words.mail(number)} onRemove={(id) => onChange({ ...mail, body: withoutDocument(mail.body, id) })} />
      </div>
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
