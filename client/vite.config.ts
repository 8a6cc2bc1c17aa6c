import optimizeLocales from '@react-aria/optimize-locales-plugin';
import tailwind from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const serverUrl = process.env['SERVER_URL'] ?? 'http://127.0.0.1:4000';
/** What the server answers itself; everything else is the client's. */
const served = ['/trpc', '/auth', '/documents', '/downloads', '/uploads', '/readyz', '/dev/mails'];

declare global {
  interface ImportMetaEnv {
    /**
     * Whether the pages are for whoever develops or tries Tsudoi: its mailbox, its parts, the till of its stand-ins. Put in as
     * a constant, so that what is built for production has no trace of them. Vite's own DEV is false in whatever is built.
     */
    readonly DEVELOPMENT: boolean;
  }
}

/** Modules that every page of somebody who is logged in needs, and the library underneath. */
const everyPage = new RegExp(
  [
    String.raw`node_modules/(?:react|react-dom|scheduler|@tanstack/(?:react-router|router-core|history|react-store|store))/`,
    String.raw`client/src/lib/(?:words|language|errors|dates|org|live|money|settings|refusal-words|i18n/(?:kit|refusals))\.ts`,
  ].join('|'),
);

export default defineConfig(({ mode }) => ({
  define: { 'import.meta.env.DEVELOPMENT': JSON.stringify(mode !== 'production') },
  plugins: [
    react(),
    tailwind(),
    // React Aria ships thirty languages; the product speaks two.
    { ...optimizeLocales.vite({ locales: ['ja-JP', 'en-US'] }), enforce: 'pre' },
  ],
  resolve: { conditions: ['tsudoi', 'module', 'browser', 'development|production'] },
  server: {
    port: Number(process.env['PORT'] ?? 5173),
    proxy: Object.fromEntries(served.map((path) => [path, { target: serverUrl, changeOrigin: false }])),
  },
  build: {
    target: 'es2022',
    sourcemap: false,
    chunkSizeWarningLimit: 400,
    manifest: true,
    // What every page needs is one file: cut in pieces it is squeezed worse, and the pieces have to name each other.
    rolldownOptions: { output: { advancedChunks: { groups: [{ name: 'base', test: everyPage }] } } },
  },
}));
