/** A list with nothing in it yet: what will appear here, and the one next step. */
import { Button } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { leadTo } from '../address.js';
import { Notice } from './Notice.js';

interface EmptyProps {
  readonly icon: ReactElement;
  readonly words: { readonly title: string; readonly says: string; readonly action: string };
  /** Where the next step leads. */
  readonly to: string;
}

export function Empty({ icon, words: { title, says, action }, to }: EmptyProps) {
  return (
    <Notice
      icon={icon}
      title={title}
      says={says}
      action={
        <Button as="a" appearance="primary" {...leadTo(to)}>
          {action}
        </Button>
      }
    />
  );
}
