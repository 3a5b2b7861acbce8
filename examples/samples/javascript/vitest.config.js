import { fileURLToPath } from "node:url";

// In a project of your own, ropeline-testing is a dev dependency and needs no alias.
const testing = (file) => fileURLToPath(new URL(`../../../clients/javascript/testing/${file}`, import.meta.url));

export default {
  resolve: { alias: { "ropeline-testing": testing("index.js") } },
  test: { globalSetup: testing("vitest-setup.js") },
};
