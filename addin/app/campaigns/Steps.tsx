/** The mails of a campaign as a column: day, subject, how many went out, the text on request. */
import { makeStyles, Text, tokens } from '@fluentui/react-components';
import type { Campaign } from '../api/shapes.js';
import { surface } from '../surface.js';
import { StepFigures } from './StepFigures.js';
import { campaignWords } from './strings.js';

const words = campaignWords.one;

const useStyles = makeStyles({
  list: { margin: 0, padding: '4px 0', ...surface },
  step: {
    position: 'relative',
    display: 'flex',
    flexDirection: 'column',
    gap: '2px',
    listStyleType: 'none',
    padding: '10px 16px 10px 40px',
    overflowWrap: 'anywhere',
    '::before': {
      content: '""',
      position: 'absolute',
      insetInlineStart: '17px',
      top: '16px',
      width: '7px',
      height: '7px',
      borderRadius: '50%',
      border: `2px solid ${tokens.colorCompoundBrandStroke}`,
    },
    '::after': { content: '""', position: 'absolute', insetInlineStart: '22px', top: '32px', bottom: '-12px', width: '1px', backgroundColor: tokens.colorNeutralStroke1 },
    ':last-child::after': { display: 'none' },
  },
  day: { color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200 },
  subject: { fontWeight: tokens.fontWeightSemibold },
  more: { fontSize: tokens.fontSizeBase200, color: tokens.colorBrandForegroundLink, cursor: 'pointer', width: 'max-content' },
  body: {
    margin: '6px 0 0',
    padding: '8px 10px',
    maxHeight: '320px',
    overflow: 'auto',
    whiteSpace: 'pre-wrap',
    fontFamily: 'inherit',
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase300,
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground3,
  },
});

export function Steps({ campaignId, steps }: { campaignId: string; steps: Campaign['steps'] }) {
  const styles = useStyles();
  return (
    <ol className={styles.list}>
      {steps.map((step) => (
        <li key={step.day} className={styles.step}>
          <span className={styles.day}>
            {words.day(step.day)} · {words.sent(step.sent)}
          </span>
          <Text className={styles.subject}>
            <bdi>{step.subject}</bdi>
          </Text>
          {step.sent > 0 && <StepFigures campaignId={campaignId} day={step.day} figures={step.figures} />}
          <details>
            <summary className={styles.more}>{words.showText}</summary>
            <pre className={styles.body} dir="auto" tabIndex={0}>
              {step.body}
            </pre>
          </details>
        </li>
      ))}
    </ol>
  );
}
