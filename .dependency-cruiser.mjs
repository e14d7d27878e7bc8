/**
 * The house as rules. Floors from top to bottom: what is above may import what is below, never the reverse, and rooms
 * on one floor do not know each other. docs/architecture.md draws it; test/house/layers.test.ts plants each offence.
 */
const FLOORS = [
  ['main.ts'],
  ['run.ts'],
  ['slack', 'web', 'cli', 'jobs'],
  ['service'],
  ['words'],
  ['dns', 'mail', 'store'],
  ['net'],
  ['migration'],
];
/** What every room may use: `config.ts` and, where it is split, `config-variables.ts`, and so on. They may use one another. */
const GROUND = ['config', 'errors', 'log', 'metrics'];

const inSrc = (rooms) =>
  `^src/(${rooms.map((room) => (room.endsWith('.ts') ? room.replace('.', '\\.') : `${room}/`)).join('|')})`;
const onGround = (files) => `^src/(${files.join('|')})[a-z-]*\\.ts$`;
const PACKAGES = ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-bundled', 'npm-no-pkg', 'npm-unknown'];

const upward = FLOORS.slice(1).map((rooms, index) => ({
  name: `upward-from-${rooms.join('-')}`,
  comment: 'A lower floor must not know an upper one.',
  severity: 'error',
  from: { path: inSrc(rooms) },
  to: { path: inSrc(FLOORS.slice(0, index + 1).flat()) },
}));

const neighbours = FLOORS.filter((rooms) => rooms.length > 1).flatMap((rooms) =>
  rooms.map((room) => ({
    name: `neighbour-of-${room}`,
    comment: 'Rooms on one floor do not import each other: what they share belongs one floor down.',
    severity: 'error',
    from: { path: inSrc([room]) },
    to: { path: inSrc(rooms.filter((other) => other !== room)) },
  })),
);

const house = [
  {
    name: 'upward-from-ground',
    comment: 'Configuration, errors, log and metrics know nothing of the house above them.',
    severity: 'error',
    from: { path: onGround(GROUND) },
    to: { path: inSrc(FLOORS.flat()) },
  },
  {
    name: 'no-such-room',
    comment:
      'Every file of src/ stands in a room of the house; a new room needs a floor here and a line in docs/architecture.md.',
    severity: 'error',
    from: {},
    to: { path: '^src/', pathNot: [inSrc(FLOORS.flat()), onGround(GROUND)] },
  },
  {
    name: 'from-no-such-room',
    comment: 'Every file of src/ stands in a room of the house.',
    severity: 'error',
    from: { path: '^src/', pathNot: [inSrc(FLOORS.flat()), onGround(GROUND)] },
    to: {},
  },
  {
    name: 'src-is-alone',
    comment: 'What runs in production never imports what surrounds it.',
    severity: 'error',
    from: { path: '^src/' },
    to: { path: '^(rehearsal|test|bench|scripts)/' },
  },
];

const pure = [
  {
    name: 'core-has-no-world',
    comment: 'migration/ is pure: no built-in module of Node, no file, no clock, no log, no configuration.',
    severity: 'error',
    from: { path: '^src/migration/' },
    to: { dependencyTypes: ['core'] },
  },
  {
    name: 'core-has-no-ground',
    comment: 'migration/ is pure: of the ground it may use the error catalogue only.',
    severity: 'error',
    from: { path: '^src/migration/' },
    to: { path: onGround(GROUND.filter((file) => file !== 'errors')) },
  },
  {
    name: 'core-has-no-packages',
    comment: 'migration/ uses no package but zod, and zod only where something stored or typed in is parsed.',
    severity: 'error',
    from: { path: '^src/migration/' },
    to: { dependencyTypes: PACKAGES, pathNot: '(^|/)node_modules/zod/' },
  },
  {
    name: 'core-parses-at-its-edge',
    comment: 'zod stays in the files of migration/ that parse the record or the settings.',
    severity: 'error',
    from: {
      path: '^src/migration/',
      pathNot: '^src/migration/[^.]*(record|facts|sightings|settings|schema)[^.]*\\.ts$',
    },
    to: { path: '(^|/)node_modules/zod/' },
  },
  {
    name: 'words-say-what-the-core-found',
    comment: 'words/ turns codes and figures of the core into sentences: no room that touches the world.',
    severity: 'error',
    from: { path: '^src/words/' },
    to: { path: inSrc(['dns', 'mail', 'store', 'net']) },
  },
  {
    name: 'words-have-no-world',
    comment: 'Of Node, words/ uses how names are written in DNS and by people: functions of a text, and no more.',
    severity: 'error',
    from: { path: '^src/words/' },
    to: { dependencyTypes: ['core'], pathNot: '^(node:)?url$' },
  },
  {
    name: 'words-use-i18next',
    severity: 'error',
    from: { path: '^src/words/' },
    to: { dependencyTypes: PACKAGES, pathNot: '(^|/)node_modules/i18next/' },
  },
];

const general = [
  { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
  {
    name: 'resolvable',
    comment: 'Imports end in .ts and name a file that is there, or a package of package.json.',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true },
  },
  {
    name: 'no-dev-packages-in-production',
    comment: 'The image is built without devDependencies.',
    severity: 'error',
    from: { path: '^src/' },
    to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
  },
];

export default {
  forbidden: [...upward, ...neighbours, ...house, ...pure, ...general],
  options: {
    // TypeScript 7 has no API that dependency-cruiser can use: with its own parser it would find no module at all.
    // swc sees `import type` too, so a type drawn from an upper floor counts.
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
    moduleSystems: ['es6', 'cjs'],
  },
};
