// Builds the web app to dist/addin/app, served at /app. Types are checked by `npm run typecheck`;
// here they are only stripped, so that a build takes seconds.
import HtmlWebpackPlugin from 'html-webpack-plugin';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(fileURLToPath(import.meta.url));
/** What a page may load before its first line shows, uncompressed: about 250 KB over the wire. */
const FIRST_LOAD_LIMIT_BYTES = 850_000;

export default {
  name: 'app',
  mode: 'production',
  context: ROOT,
  target: ['web', 'es2022'],
  entry: { app: join(ROOT, 'addin', 'app', 'main.tsx') },
  output: {
    path: join(ROOT, 'dist', 'addin', 'app'),
    publicPath: '/app/',
    filename: 'assets/[name].[contenthash].js',
    chunkFilename: 'assets/[name].[contenthash].js',
    clean: true,
  },
  resolve: {
    extensions: ['.tsx', '.ts', '.js'],
    // Sources name their imports as they will be called when compiled.
    extensionAlias: { '.js': ['.tsx', '.ts', '.js'] },
  },
  module: {
    rules: [
      {
        test: /\.tsx?$/,
        use: {
          loader: 'ts-loader',
          options: { transpileOnly: true, configFile: join(ROOT, 'addin', 'tsconfig.json'), compilerOptions: { noEmit: false } },
        },
      },
    ],
  },
  plugins: [new HtmlWebpackPlugin({ template: join(ROOT, 'addin', 'app', 'index.html'), scriptLoading: 'defer' })],
  optimization: {
    splitChunks: {
      cacheGroups: { libraries: { test: /[\\/]node_modules[\\/]/, chunks: 'initial', name: 'libraries' } },
    },
  },
  cache: {
    type: 'filesystem',
    cacheDirectory: join(ROOT, '.cache', 'webpack'),
    buildDependencies: { config: [fileURLToPath(import.meta.url)] },
  },
  performance: { hints: 'error', maxEntrypointSize: FIRST_LOAD_LIMIT_BYTES, maxAssetSize: FIRST_LOAD_LIMIT_BYTES },
  stats: 'errors-warnings',
};
