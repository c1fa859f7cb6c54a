/**
 * What the other tabs show once somebody has signed out in one of them: nothing of what they showed
 * before. They do not go to the sign-in by themselves, because while the session at Microsoft is
 * still ending that would sign the same person in again.
 */
import { Button } from '@fluentui/react-components';
import { SignOutRegular } from '@fluentui/react-icons/svg/sign-out';
import { useEffect, useState, type ReactNode } from 'react';
import { signInAddress } from '../api/client.js';
import { Notice } from './Notice.js';
import { onSignedOutElsewhere } from './sign-out.js';
import { shellWords } from './strings.js';

const words = shellWords.signedOutElsewhere;

export function UntilSignedOut({ children }: { children: ReactNode }) {
  const [signedOut, setSignedOut] = useState(false);
  useEffect(() => onSignedOutElsewhere(() => setSignedOut(true)), []);
  if (!signedOut) return children;
  return (
    <main>
      <Notice
        whole
        alert
        icon={<SignOutRegular aria-hidden />}
        title={words.title}
        says={words.says}
        action={
          <Button as="a" appearance="primary" href={signInAddress()}>
            {shellWords.failure.signIn}
          </Button>
        }
      />
    </main>
  );
}
