/** Mantine's theme in the tokens of palette.ts: quiet controls, one accent, no shadows but on what floats. */
import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core'
import { cssVariables, dark, light, type Palette } from './palette.ts'

const canary: MantineColorsTuple = [
  '#fff9e0',
  '#fff1b8',
  '#ffe88a',
  '#ffdf5c',
  '#ffd743',
  '#ffd02f',
  '#f7bd00',
  '#d6a400',
  '#7a5600',
  '#4a3500',
]

export const theme = createTheme({
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: "'JetBrains Mono Variable', ui-monospace, monospace",
  fontSizes: { xs: '12px', sm: '13px', md: '13px', lg: '15px', xl: '18px' },
  lineHeights: { xs: '1.4', sm: '1.45', md: '1.45' },
  defaultRadius: 8,
  radius: { xs: '4px', sm: '7px', md: '8px', lg: '10px', xl: '14px' },
  colors: { canary },
  primaryColor: 'canary',
  primaryShade: { light: 6, dark: 5 },
  autoContrast: true,
  cursorType: 'pointer',
  respectReducedMotion: true,
  headings: { fontWeight: '640' },
  components: {
    Button: { defaultProps: { size: 'compact-sm', variant: 'default', h: 28, px: 10 } },
    TextInput: { defaultProps: { size: 'xs' } },
    NumberInput: { defaultProps: { size: 'xs' } },
    Textarea: { defaultProps: { size: 'xs' } },
    Select: { defaultProps: { size: 'xs', checkIconPosition: 'right' } },
    Autocomplete: { defaultProps: { size: 'xs' } },
    MultiSelect: { defaultProps: { size: 'xs' } },
    // The accent is for what is in flight: ticks and switches are blue-grey.
    Checkbox: {
      defaultProps: { size: 'xs', radius: 4, color: 'var(--av-primary)', iconColor: 'var(--av-surface1)' },
    },
    Switch: { defaultProps: { size: 'xs', color: 'var(--av-primary)' } },
    SegmentedControl: { defaultProps: { size: 'xs' } },
    Tooltip: { defaultProps: { openDelay: 300, withArrow: false } },
    Modal: {
      defaultProps: {
        centered: false,
        yOffset: '8vh',
        overlayProps: { backgroundOpacity: 0.45, blur: 1 },
        transitionProps: { duration: 90 },
        closeButtonProps: { 'aria-label': 'Close' },
      },
    },
    // Its placeholder for the focus is no item of a menu; the first item takes the focus instead.
    Menu: {
      defaultProps: { shadow: 'md', transitionProps: { duration: 60 }, withInitialFocusPlaceholder: false },
    },
    Popover: {
      defaultProps: {
        shadow: 'md',
        transitionProps: { duration: 60 },
        portalProps: { target: '#popups' },
      },
    },
  },
})

function mantineVariables(p: Palette): Record<string, string> {
  return {
    ...cssVariables(p),
    '--mantine-color-body': p.surface1,
    '--mantine-color-text': p.text,
    '--mantine-color-bright': p.text,
    '--mantine-color-dimmed': p.text3,
    '--mantine-color-placeholder': p.text3,
    '--mantine-color-default': p.surface2,
    '--mantine-color-default-hover': p.surface3,
    '--mantine-color-default-color': p.text,
    '--mantine-color-default-border': p.lineStrong,
    '--mantine-color-error': p.failingText,
    '--mantine-color-anchor': p.text,
    '--mantine-color-disabled': p.surface3,
    '--mantine-color-disabled-color': p.text3,
    '--mantine-color-disabled-border': p.line,
  }
}

export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  dark: mantineVariables(dark),
  light: mantineVariables(light),
})
