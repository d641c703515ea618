/** Style sheets are imported for their side effect; the bundler gives the files. */
declare module '*.css'
declare module '@fontsource-variable/inter'
declare module '@fontsource-variable/jetbrains-mono'
