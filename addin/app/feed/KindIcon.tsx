/** The sign of a line's kind. Replies alone carry the accent: they are what people look for. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { ArrowReplyFilled } from '@fluentui/react-icons/svg/arrow-reply';
import { BotRegular } from '@fluentui/react-icons/svg/bot';
import { CursorClickRegular } from '@fluentui/react-icons/svg/cursor-click';
import { DocumentTextRegular } from '@fluentui/react-icons/svg/document-text';
import { ErrorCircleRegular } from '@fluentui/react-icons/svg/error-circle';
import { CalendarRegular } from '@fluentui/react-icons/svg/calendar';
import { EditRegular } from '@fluentui/react-icons/svg/edit';
import { EyeRegular } from '@fluentui/react-icons/svg/eye';
import { MailDismissRegular } from '@fluentui/react-icons/svg/mail-dismiss';
import { MailReadRegular } from '@fluentui/react-icons/svg/mail-read';
import { MailRegular } from '@fluentui/react-icons/svg/mail';
import { PersonAddRegular } from '@fluentui/react-icons/svg/person-add';
import { PersonProhibitedRegular } from '@fluentui/react-icons/svg/person-prohibited';
import { QuestionCircleRegular } from '@fluentui/react-icons/svg/question-circle';
import { SendRegular } from '@fluentui/react-icons/svg/send';
import { StopRegular } from '@fluentui/react-icons/svg/stop';
import { WarningRegular } from '@fluentui/react-icons/svg/warning';
import type { FunctionComponent } from 'react';
import type { Activity } from '../api/shapes.js';
import { severityOf } from './bounce-words.js';

const icons: Record<Activity['kind'], FunctionComponent<{ 'aria-hidden': true }>> = {
  sent: SendRegular,
  view: EyeRegular,
  click: CursorClickRegular,
  document: DocumentTextRegular,
  reply: ArrowReplyFilled,
  auto_reply: BotRegular,
  bounce: MailDismissRegular,
  receipt: MailReadRegular,
  calendar: CalendarRegular,
  mail: MailRegular,
  written: EditRegular,
  question: QuestionCircleRegular,
  enrolled: PersonAddRegular,
  ended: StopRegular,
  unsubscribe: PersonProhibitedRegular,
  failed: ErrorCircleRegular,
  alarm: WarningRegular,
  watching: EyeRegular,
};

const useStyles = makeStyles({
  icon: {
    display: 'grid',
    placeItems: 'center',
    flexShrink: 0,
    width: '32px',
    height: '32px',
    borderRadius: '50%',
    fontSize: '18px',
    color: tokens.colorNeutralForeground2,
    backgroundColor: tokens.colorNeutralBackground3,
  },
  reply: { color: tokens.colorNeutralForegroundOnBrand, backgroundColor: tokens.colorBrandBackground },
  wrong: { color: tokens.colorStatusDangerForeground1, backgroundColor: tokens.colorStatusDangerBackground1 },
  small: { width: '20px', height: '20px', margin: '0 6px', fontSize: '14px', backgroundColor: 'transparent' },
});

export function KindIcon({ line: { kind, data }, small }: { line: Activity; small: boolean }) {
  const styles = useStyles();
  const Icon = icons[kind];
  const wrong = kind === 'failed' || data.watching?.state === 'stopped' || (kind === 'alarm' && (data.alarm?.overAt ?? null) === null) || (kind === 'bounce' && severityOf(data) === 'hard');
  return (
    <span className={mergeClasses(styles.icon, kind === 'reply' && styles.reply, wrong && styles.wrong, small && kind !== 'reply' && styles.small)}>
      <Icon aria-hidden />
    </span>
  );
}
