// How the portal is built: components on demand, hashed names, compressed copies beside each file.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

import vue from '@vitejs/plugin-vue'
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers'
import Components from 'unplugin-vue-components/vite'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'

const LEAST_BYTES = 1024
const TEXT_FILE = /\.(js|css|html|svg|json)$/

/** Writes FILE.br and FILE.gz beside every text of the build; the service sends them as asked. */
function compressed(): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    closeBundle() {
      const folder = fileURLToPath(new URL('dist/', import.meta.url))
      for (const name of readdirSync(folder, { recursive: true, encoding: 'utf-8' })) {
        if (!TEXT_FILE.test(name)) continue
        const bytes = readFileSync(folder + name)
        if (bytes.length < LEAST_BYTES) continue
        writeFileSync(`${folder}${name}.gz`, gzipSync(bytes, { level: 9 }))
        const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }
        writeFileSync(`${folder}${name}.br`, brotliCompressSync(bytes, quality))
      }
    },
  }
}

const service = process.env['WUPIAN_SERVICE'] ?? 'http://127.0.0.1:8080'

export default defineConfig({
  plugins: [
    vue(),
    Components({
      dirs: [],
      dts: 'node_modules/.components.d.ts',
      resolvers: [ElementPlusResolver()],
    }),
    compressed(),
  ],
  resolve: { alias: { '@': fileURLToPath(new URL('src', import.meta.url)) } },
  define: {
    __VUE_I18N_LEGACY_API__: false,
    __VUE_I18N_FULL_INSTALL__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
  },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
  },
  server: { proxy: { '/v1': service } },
  test: { environment: 'jsdom', server: { deps: { inline: [/element-plus/] } } },
})
