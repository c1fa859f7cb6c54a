/** The frame around every page. */
import { FluentProvider, Title2 } from '@fluentui/react-components';
import { useSystemTheme } from './theme.js';

export function App() {
  return (
    <FluentProvider theme={useSystemTheme()}>
      <Title2 as="h1">Readback</Title2>
    </FluentProvider>
  );
}
