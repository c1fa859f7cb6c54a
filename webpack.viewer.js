// Builds the recipient's viewer to dist/viewer/public, served at /viewer. Every byte of it delays a first
// page, so there is no framework; what is sent lies beside it compressed. Types are checked by
// `npm run typecheck`.
import HtmlWebpackPlugin from 'html-webpack-plugin';
import { createRequire } from 'node:module';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import webpack from 'webpack';

const ROOT = dirname(fileURLToPath(import.meta.url));
const PDFJS = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'));
const { version } = JSON.parse(readFileSync(join(PDFJS, 'package.json'), 'utf8'));
/** Under this folder pdf.js lies as it was published: its name changes with its content. */
const FOLDER = `pdfjs-${version}`;
/** The build for older browsers, and the fonts, character maps and decoders it asks for by name, for the few documents that need one. */
const TAKEN = { '': 'legacy/build', cmaps: 'cmaps', standard_fonts: 'standard_fonts', wasm: 'wasm', iccs: 'iccs' };
const SCRIPTS = ['pdf.min.mjs', 'pdf.worker.min.mjs'];
/** The viewer's own script and its styles, uncompressed. */
const OWN_LIMIT_BYTES = 80_000;

/** pdf.js and its files: minified already, so that a build need not do it again. */
class PdfJsFiles {
  apply(compiler) {
    compiler.hooks.thisCompilation.tap('PdfJsFiles', (compilation) => {
      compilation.hooks.processAssets.tap({ name: 'PdfJsFiles', stage: webpack.Compilation.PROCESS_ASSETS_STAGE_ADDITIONAL }, () => {
        for (const [folder, from] of Object.entries(TAKEN)) {
          for (const name of folder === '' ? SCRIPTS : readdirSync(join(PDFJS, from))) {
            const content = readFileSync(join(PDFJS, from, name));
            compilation.emitAsset(join(FOLDER, folder, name), new webpack.sources.RawSource(content), { minimized: true });
          }
        }
      });
    });
  }
}

/** `.br` and `.gz` beside whatever gets smaller by it. */
class Compressed {
  apply(compiler) {
    compiler.hooks.thisCompilation.tap('Compressed', (compilation) => {
      compilation.hooks.processAssets.tap({ name: 'Compressed', stage: webpack.Compilation.PROCESS_ASSETS_STAGE_OPTIMIZE_TRANSFER }, () => {
        for (const { name, source } of compilation.getAssets()) {
          if (!/\.(js|mjs|css|wasm)$/.test(name)) continue;
          const content = source.buffer();
          compilation.emitAsset(`${name}.br`, new webpack.sources.RawSource(brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } })));
          compilation.emitAsset(`${name}.gz`, new webpack.sources.RawSource(gzipSync(content, { level: 9 })));
        }
      });
    });
  }
}

export default {
  name: 'viewer',
  mode: 'production',
  context: ROOT,
  // The oldest that pdf.js itself still serves with its build for older browsers.
  target: ['web', 'es2020'],
  entry: { viewer: join(ROOT, 'viewer', 'main.ts') },
  output: {
    path: join(ROOT, 'dist', 'viewer', 'public'),
    publicPath: '/viewer/',
    filename: '[name].[contenthash].js',
    assetModuleFilename: '[name].[contenthash][ext]',
    clean: true,
  },
  externals: { 'pdfjs-dist/legacy/build/pdf.mjs': `import /viewer/${FOLDER}/pdf.min.mjs` },
  resolve: {
    extensions: ['.ts', '.js'],
    extensionAlias: { '.js': ['.ts', '.js'] },
  },
  module: {
    rules: [
      {
        test: /\.ts$/,
        use: {
          loader: 'ts-loader',
          options: { transpileOnly: true, instance: 'viewer', configFile: join(ROOT, 'viewer', 'tsconfig.json'), compilerOptions: { noEmit: false, target: 'ES2020' } },
        },
      },
      { test: /\.css$/, type: 'asset/resource' },
    ],
  },
  plugins: [
    new webpack.DefinePlugin({ PDFJS_FILES: JSON.stringify(`/viewer/${FOLDER}/`) }),
    new HtmlWebpackPlugin({ template: join(ROOT, 'viewer', 'index.html'), templateParameters: { pdfjs: `/viewer/${FOLDER}/` }, scriptLoading: 'defer', minify: false }),
    new PdfJsFiles(),
    new Compressed(),
  ],
  cache: {
    type: 'filesystem',
    cacheDirectory: join(ROOT, '.cache', 'webpack'),
    buildDependencies: { config: [fileURLToPath(import.meta.url)] },
  },
  performance: { hints: 'error', maxEntrypointSize: OWN_LIMIT_BYTES, assetFilter: (name) => name.startsWith('viewer.') && name.endsWith('.js') },
  stats: 'errors-warnings',
};
