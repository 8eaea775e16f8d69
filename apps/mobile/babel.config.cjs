// Metro only (iOS and Android); the web build is Vite's. babel-preset-expo adds the worklets plugin itself.
module.exports = (api) => {
  api.cache(true);
  return { presets: ['babel-preset-expo'] };
};
