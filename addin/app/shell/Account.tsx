/** Who is signed in, and signing out. */
import { Button, makeStyles, Menu, MenuDivider, MenuItem, MenuList, MenuPopover, MenuTrigger, Text, tokens } from '@fluentui/react-components';
import { SignOutRegular } from '@fluentui/react-icons/svg/sign-out';
import { useState } from 'react';
import type { Me } from '../api/shapes.js';
import { signOut } from './sign-out.js';
import { shellWords } from './strings.js';

const useStyles = makeStyles({
  initials: {
    display: 'grid',
    placeItems: 'center',
    flexShrink: 0,
    width: '28px',
    height: '28px',
    borderRadius: '50%',
    fontSize: tokens.fontSizeBase100,
    fontWeight: tokens.fontWeightSemibold,
    color: tokens.colorNeutralForegroundOnBrand,
    backgroundColor: tokens.colorBrandBackground,
  },
  who: { display: 'flex', flexDirection: 'column', gap: '2px', padding: '8px 12px', overflowWrap: 'anywhere', maxWidth: '260px' },
  quiet: { color: tokens.colorNeutralForeground2 },
});

export function Account({ me }: { me: Me }) {
  const styles = useStyles();
  const [failed, setFailed] = useState(false);
  const initials = initialsOf(me.rep.name);
  return (
    <Menu inline>
      <MenuTrigger disableButtonEnhancement>
        <Button appearance="transparent" icon={<span className={styles.initials}>{initials}</span>} aria-label={shellWords.account(me.rep.name, initials)} />
      </MenuTrigger>
      <MenuPopover>
        <div className={styles.who}>
          <Text weight="semibold">{me.rep.name}</Text>
          <Text size={200}>{me.rep.address}</Text>
          <Text size={200} className={styles.quiet}>
            {shellWords.roles[me.rep.role]} · {shellWords.team(me.team.name)}
          </Text>
        </div>
        <MenuList>
          <MenuDivider />
          <MenuItem
            icon={<SignOutRegular />}
            persistOnClick
            onClick={() => {
              setFailed(false);
              signOut(me.signOut).catch(() => setFailed(true));
            }}
          >
            {failed ? shellWords.signOutFailed : shellWords.signOut}
          </MenuItem>
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}

function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  return ends.map((word) => String.fromCodePoint(word?.codePointAt(0) ?? 0x20)).join('').trim().toUpperCase();
}
