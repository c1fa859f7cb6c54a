/** What is known of the rep's own side, to be looked at and put right: devices, addresses, and a test that shows whether it works. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { Page } from '../shell/Page.js';
import { Devices } from './Devices.js';
import { OwnAddresses } from './OwnAddresses.js';
import { devicesWords as words } from './strings.js';
import { Tests } from './Tests.js';

const useStyles = makeStyles({
  lead: { margin: '0 8px 16px', color: tokens.colorNeutralForeground2 },
  sections: { display: 'flex', flexDirection: 'column', gap: '16px' },
});

export function DevicesPage() {
  const styles = useStyles();
  return (
    <Page title={words.title}>
      <p className={styles.lead}>{words.lead}</p>
      <div className={styles.sections}>
        <Devices />
        <Tests />
        <OwnAddresses />
      </div>
    </Page>
  );
}
