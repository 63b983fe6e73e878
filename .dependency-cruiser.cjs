/** The layers of docs/architecture.md, as rules. */
const project = '^(electron|renderer|station|native-bridge|test|scripts)/';

module.exports = {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'native-bridge-stands-alone',
      severity: 'error',
      from: { path: '^native-bridge/' },
      to: { path: '^(electron|renderer|station|test|scripts)/' },
    },
    {
      name: 'station-knows-only-native-bridge',
      severity: 'error',
      from: { path: '^station/' },
      to: { path: '^(electron|renderer|test|scripts)/' },
    },
    {
      name: 'renderer-never-touches-devices',
      comment: 'Types included: what the screen needs of a device is said by the station.',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { path: '^(electron|native-bridge|test|scripts)/' },
    },
    {
      name: 'renderer-takes-types-and-pure-functions-of-the-station',
      comment:
        'station/**/*.pure.ts runs anywhere; anything else of the station reaches the screen as a type only.',
      severity: 'error',
      from: { path: '^renderer/', pathNot: '[.]test[.]tsx?$' },
      to: { path: '^station/', pathNot: '[.]pure[.]ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'pure-is-pure',
      comment: 'A file that runs in the browser as well imports neither Node nor a file that is not pure.',
      severity: 'error',
      from: { path: '[.]pure[.]ts$' },
      to: { path: project, pathNot: '[.]pure[.]ts$|^resources/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-node-in-the-screen',
      severity: 'error',
      from: { path: '^renderer/|[.]pure[.]ts$', pathNot: '[.]test[.]tsx?$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'viewer-knows-no-screen',
      comment: 'It takes a tile source and emits events.',
      severity: 'error',
      from: { path: '^renderer/viewer/' },
      to: { path: '^(renderer/(?!viewer/)|station/)|node_modules/@trpc' },
    },
    {
      name: 'electron-only-in-electron',
      severity: 'error',
      from: { pathNot: '^electron/' },
      to: { path: '^electron$|node_modules/electron/' },
    },
    {
      name: 'electron-knows-only-the-launch-contract',
      severity: 'error',
      from: { path: '^electron/' },
      to: { path: '^(renderer|native-bridge|test|scripts)/|^station/(?!launch)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^out/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'] },
  },
};
