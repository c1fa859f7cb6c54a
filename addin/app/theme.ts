/**
 * The look: Fluent's own light, dark and high-contrast themes with one accent, a calm green-blue.
 * Follows the system; nothing to set.
 */
import { createDarkTheme, createLightTheme, teamsHighContrastTheme, type BrandVariants, type Theme } from '@fluentui/react-components';
import { useSyncExternalStore } from 'react';

const brand: BrandVariants = {
  10: '#021516',
  20: '#07262a',
  30: '#083b41',
  40: '#084b52',
  50: '#095b64',
  60: '#0b6770',
  70: '#0c727c',
  80: '#0e7c86',
  90: '#2c8d96',
  100: '#459ca5',
  110: '#5dabb3',
  120: '#76bac1',
  130: '#8fc9ce',
  140: '#a9d7db',
  150: '#c4e6e8',
  160: '#e1f4f5',
};

const lightTheme: Theme = { ...createLightTheme(brand), colorNeutralBackground3: '#f5f7f7' };
const darkTheme: Theme = {
  ...createDarkTheme(brand),
  colorBrandForeground1: brand[120],
  colorBrandForeground2: brand[130],
  colorBrandForegroundLink: brand[120],
  colorBrandForegroundLinkHover: brand[130],
  colorBrandForegroundLinkPressed: brand[110],
  colorStatusDangerForeground1: '#e8838c',
  colorNeutralBackground1: '#1f2424',
  colorNeutralBackground1Hover: '#2a3030',
  colorNeutralBackground2: '#1a1f1f',
  colorNeutralBackground3: '#141818',
};

const queries = {
  contrast: matchMedia('(forced-colors: active)'),
  dark: matchMedia('(prefers-color-scheme: dark)'),
};

function subscribe(listener: () => void): () => void {
  for (const query of Object.values(queries)) query.addEventListener('change', listener);
  return () => {
    for (const query of Object.values(queries)) query.removeEventListener('change', listener);
  };
}

function currentTheme(): Theme {
  if (queries.contrast.matches) return teamsHighContrastTheme;
  return queries.dark.matches ? darkTheme : lightTheme;
}

/** The theme the system asks for now. */
export function useSystemTheme(): Theme {
  return useSyncExternalStore(subscribe, currentTheme);
}
