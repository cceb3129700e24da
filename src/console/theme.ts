import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

/** The amber of the bulbs around a marquee, and the violet of the night behind it. */
const amber: MantineColorsTuple = [
  '#fff8e4',
  '#ffefcc',
  '#fddf9c',
  '#fbcd66',
  '#f8be3a',
  '#f7b41e',
  '#c98b00',
  '#976800',
  '#7a5400',
  '#5f4100',
];
const night: MantineColorsTuple = [
  '#f1effb',
  '#dfdbf2',
  '#bcb4e3',
  '#978bd5',
  '#7869c9',
  '#6553c2',
  '#5b48c0',
  '#4c3aa9',
  '#3f3291',
  '#2c2368',
];

export const theme = createTheme({
  colors: { amber, night },
  primaryColor: 'night',
  primaryShade: { light: 7, dark: 4 },
  autoContrast: true,
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif',
  headings: { fontWeight: '650' },
});

/** Text that stands back is still text: 4.5 to 1 against its ground, on both. */
export const cssVariables: CSSVariablesResolver = ({ colors }) => ({
  variables: {},
  light: { '--mantine-color-dimmed': colors.gray[7], '--mantine-color-placeholder': colors.gray[7] },
  dark: { '--mantine-color-dimmed': colors.dark[1], '--mantine-color-placeholder': colors.dark[2] },
});
