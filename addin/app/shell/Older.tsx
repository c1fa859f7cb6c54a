/** Below a list that is loaded a page at a time: the next page, that it is on its way, or why it did not come. */
import { Button, makeStyles, Spinner } from '@fluentui/react-components';
import type { ApiError } from '../api/client.js';
import { FailureBar } from './Failure.js';
import { shellWords } from './strings.js';

const useStyles = makeStyles({
  foot: { display: 'flex', flexDirection: 'column', alignItems: 'center', gap: '8px', padding: '16px' },
});

interface OlderProps {
  readonly label: string;
  readonly more: boolean;
  /** `older`: what was asked for here; `other`: something else of the list. */
  readonly loading: 'no' | 'older' | 'other';
  readonly error: ApiError | null;
  readonly onOlder: () => void;
}

export function Older({ label, more, loading, error, onOlder }: OlderProps) {
  return (
    <div className={useStyles().foot}>
      {error && <FailureBar error={error} />}
      {more && (
        <Button onClick={onOlder} disabledFocusable={loading !== 'no'}>
          {label}
        </Button>
      )}
      {loading === 'older' && <Spinner size="tiny" aria-label={shellWords.loading} />}
    </div>
  );
}
