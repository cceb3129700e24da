import { type CSSVariablesResolver, createTheme, Drawer, type MantineColorsTuple, Modal } from '@mantine/core';

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

/** Greys of that night, so that panels and the ground behind them are of one light. */
const dark: MantineColorsTuple = [
  '#dcd9e6',
  '#bdb8cc',
  '#9c96b0',
  '#6e6784',
  '#443e57',
  '#39334b',
  '#2b2639',
  '#1e1a29',
  '#171420',
  '#100e17',
];

export const theme = createTheme({
  colors: { amber, night, dark },
  primaryColor: 'night',
  primaryShade: { light: 7, dark: 4 },
  autoContrast: true,
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif',
  headings: { fontWeight: '650' },
  components: {
    Drawer: Drawer.extend({ defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } }),
    Modal: Modal.extend({ defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } }),
  },
});

/** Text that stands back is still text: 4.5 to 1 against its ground, on both. */
export const cssVariables: CSSVariablesResolver = ({ colors }) => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': colors.gray[7],
    '--mantine-color-placeholder': colors.gray[7],
    '--mantine-color-error': colors.red[9],
  },
  dark: {
    '--mantine-color-error': colors.red[4],
    '--mantine-color-anchor': colors.night![2],
    '--mantine-color-dimmed': colors.dark[1],
    '--mantine-color-placeholder': colors.dark[2],
  },
});
