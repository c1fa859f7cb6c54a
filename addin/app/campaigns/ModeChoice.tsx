/** How much the mails of a campaign tell: each choice with its sentence, so that nobody has to try them. */
import { Field, makeStyles, Radio, RadioGroup, tokens } from '@fluentui/react-components';
import { isCampaignMode, type CampaignMode } from '../api/shapes.js';
import { modeWords } from '../modes.js';
import { campaignWords } from './strings.js';

const words = campaignWords.create;
const CHOICES = ['full', 'links', 'anonymous', 'replies'] as const satisfies readonly CampaignMode[];

const useStyles = makeStyles({
  // Not chosen, a radio's label would be paler than the sentence below it.
  name: { color: tokens.colorNeutralForeground1 },
  says: { display: 'block', color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200, lineHeight: tokens.lineHeightBase200 },
});

interface ModeChoiceProps {
  readonly mode: CampaignMode;
  readonly className: string | undefined;
  readonly onChange: (mode: CampaignMode) => void;
}

export function ModeChoice({ mode, className, onChange }: ModeChoiceProps) {
  const styles = useStyles();
  return (
    <Field className={className} label={words.mode} hint={words.modeHint}>
      <RadioGroup
        value={mode}
        onChange={(_, { value }) => {
          if (isCampaignMode(value)) onChange(value);
        }}
      >
        {CHOICES.map((one) => (
          <Radio
            key={one}
            value={one}
            label={
              <>
                <span className={styles.name}>{modeWords[one].name}</span>
                <span className={styles.says}>{modeWords[one].says}</span>
              </>
            }
          />
        ))}
      </RadioGroup>
    </Field>
  );
}
