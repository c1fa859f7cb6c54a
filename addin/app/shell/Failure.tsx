/** What went wrong, what was not lost, what to do. */
import { Button, Link, makeStyles, MessageBar, MessageBarBody, MessageBarTitle, Text, tokens } from '@fluentui/react-components';
import { PlugDisconnectedRegular } from '@fluentui/react-icons/svg/plug-disconnected';
import { signInAddress, type ApiError } from '../api/client.js';
import { shellWords } from './strings.js';

const words = shellWords.failure;

const useStyles = makeStyles({
  page: { display: 'flex', flexDirection: 'column', alignItems: 'center', textAlign: 'center', gap: tokens.spacingVerticalM, padding: '48px 24px' },
  icon: { fontSize: '40px', color: tokens.colorNeutralForeground3 },
  says: { maxWidth: '44ch', color: tokens.colorNeutralForeground2 },
});

/** The words for a failure. */
export function explain(error: ApiError): { title: string; says: string } {
  if (error.code === 'OFFLINE') return { title: words.offlineTitle, says: words.offlineSays };
  if (error.code === 'NOT_SIGNED_IN' || error.code === 'TOKEN_INVALID') return { title: words.otherTitle, says: words.signedOut };
  if (error.message === '') return { title: words.unreadableTitle, says: words.unreadableSays };
  return { title: words.otherTitle, says: error.message };
}

interface FailureProps {
  readonly error: ApiError;
  readonly onRetry: () => void;
  /** It is all there is: its title is the page's. */
  readonly whole?: boolean;
}

/** Takes the place of what could not be loaded. */
export function Failure({ error, onRetry, whole = false }: FailureProps) {
  const styles = useStyles();
  const { title, says } = explain(error);
  return (
    <div className={styles.page} role="alert">
      <PlugDisconnectedRegular className={styles.icon} aria-hidden />
      <Text as={whole ? 'h1' : 'h2'} size={500} weight="semibold">
        {title}
      </Text>
      <Text className={styles.says}>{says}</Text>
      <Button appearance="primary" onClick={onRetry}>
        {words.retry}
      </Button>
    </div>
  );
}

/** Stands beside the action that failed. */
export function FailureBar({ error, children }: { error: ApiError; children?: React.ReactNode }) {
  const { title, says } = explain(error);
  const signedOut = error.status === 401;
  return (
    <MessageBar intent="error" layout="multiline" role="alert">
      <MessageBarBody>
        <MessageBarTitle>{title}</MessageBarTitle> {says} {children}
        {signedOut && (
          <Link href={signInAddress()} target="_blank" rel="noopener" inline>
            {words.signIn}
          </Link>
        )}
      </MessageBarBody>
    </MessageBar>
  );
}
