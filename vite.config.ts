import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const policy = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
].join('; ')

/** Only in the build: the dev server needs an inline script for hot reload. */
const contentSecurityPolicy: Plugin = {
  name: 'content-security-policy',
  apply: 'build',
  transformIndexHtml: () => [
    {
      tag: 'meta',
      attrs: { 'http-equiv': 'Content-Security-Policy', content: policy },
      injectTo: 'head-prepend',
    },
  ],
}

export default defineConfig({
  root: 'renderer',
  // Relative, so that the same files work over http and from a custom protocol.
  base: './',
  publicDir: '../assets/public',
  plugins: [react(), contentSecurityPolicy],
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    target: 'es2023',
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/ },
            { name: 'mantine', test: /node_modules[\\/](@mantine|@floating-ui)[\\/]/ },
            // With its setting, which must hold before the first schema is built, in whichever chunk that is.
            { name: 'schemas', test: /node_modules[\\/]zod[\\/]|without-eval\.ts$/ },
            { name: 'graph', test: /node_modules[\\/]cytoscape/ },
            {
              name: 'charts',
              test: /node_modules[\\/](recharts|d3-|victory-vendor|@reduxjs|immer|reselect)/,
            },
          ],
        },
      },
    },
  },
  server: { host: '127.0.0.1' },
})
