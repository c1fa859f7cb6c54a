/** The sheet of paper things lie on. Its border is seen only where the system forces colours and shadows are gone. */
import { tokens } from '@fluentui/react-components';

export const surface = {
  borderRadius: tokens.borderRadiusXLarge,
  backgroundColor: tokens.colorNeutralBackground1,
  boxShadow: tokens.shadow2,
  border: '1px solid transparent',
} as const;
