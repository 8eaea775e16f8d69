// The variants of devices (files without .web), on Node: what is native behind them has doubles in test/setup.ts.
module.exports = {
  preset: 'jest-expo',
  roots: ['<rootDir>/test'],
  setupFiles: ['react-native-gesture-handler/jestSetup', '<rootDir>/test/setup.ts'],
  // Much has to be transformed the first time.
  testTimeout: 60_000,
  // React Query remembers for five minutes what nobody looks at any more, and Node waits for that.
  forceExit: true,
  // Of what is bundled from TypeScript or untranspiled JSX; the rest is ready for Node.
  transformIgnorePatterns: [
    '/node_modules/(?!((jest-)?react-native|@react-native(-community)?|expo(nent)?|@expo(nent)?/.*|@react-navigation/.*|react-native-.*|standard-navigation|thumbhash|uuid)/?)',
    '/node_modules/react-native-reanimated/plugin/',
    '/node_modules/@react-native/babel-preset/',
  ],
};
