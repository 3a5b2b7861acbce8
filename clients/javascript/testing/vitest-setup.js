// Vitest's globalSetup: the server at ROPELINE_ENDPOINT, or one that is started for this run. Vitest's workers inherit
// the environment, and so the address.
import { startServer } from "./index.js";

export default async function setup() {
  if (process.env.ROPELINE_ENDPOINT) return undefined;
  const server = await startServer();
  process.env.ROPELINE_ENDPOINT = server.endpoint;
  return server.stop;
}
