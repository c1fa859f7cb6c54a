/** Says that the team is not on the plan that has tracked documents, and how that is changed. */
import { makeStyles, MessageBar, MessageBarBody, MessageBarTitle, tokens } from '@fluentui/react-components';
import { documentWords } from './strings.js';

const words = documentWords.list.plan;

const useStyles = makeStyles({
  bar: { marginBottom: '16px' },
  command: { display: 'block', margin: '6px 0', fontFamily: tokens.fontFamilyMonospace, overflowWrap: 'anywhere', userSelect: 'all' },
});

export function PlanNotice({ team }: { team: string }) {
  const styles = useStyles();
  return (
    <MessageBar className={styles.bar} layout="multiline" intent="info" data-plan>
      <MessageBarBody>
        <MessageBarTitle>{words.title}</MessageBarTitle> {words.says(team)}
        <code className={styles.command}>{words.command(team)}</code>
        {words.after}
      </MessageBarBody>
    </MessageBar>
  );
}
